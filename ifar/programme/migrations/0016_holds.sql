-- A hold goes before every release of the same project, and until a release whatever was changed since; an assessment grades every risk once;
-- an activity's mark does not go with the activity.

-- Whether the last decision on an assessment is a hold.
CREATE FUNCTION programme_stopped(of text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT e.kind = 'held' FROM programme_event e WHERE e.noun = 'diligence' AND e.subject = of
                     AND e.kind IN ('released', 'renewed', 'held') ORDER BY e.n DESC LIMIT 1), false)
$$;

-- Whether somebody ever wrote of an assessment.
CREATE FUNCTION programme_assessed(who text[], of text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM programme_event w JOIN ledger_entry l ON l.entry = w.id WHERE w.noun = 'diligence' AND w.subject = of
                   AND l.actor = ANY (who) AND w.kind IN ('drafted', 'assessed', 'changed', 'submitted', 'reviewed'))
$$;

-- Whether each kind of violation is named exactly once (`programme/diligence.py`).
CREATE FUNCTION programme_whole(risks jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(r.value ->> 'risk' ORDER BY r.value ->> 'risk' COLLATE "C") = ARRAY['children', 'detention', 'disappearances', 'force',
        'killings', 'misuse', 'refoulement', 'sexual_violence', 'torture'], false) FROM jsonb_array_elements(risks) r
$$;

-- Whether a project that supports security forces, or has an activity that does, has for each of them a release that carries on a day, and no
-- hold. Where the whole project does, what is held of it counts as marked. The locks wait for whoever marks, releases or holds now.
CREATE OR REPLACE FUNCTION programme_released(of text, day date) RETURNS boolean LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM programme_project p WHERE p.public_id = of FOR SHARE;
    PERFORM FROM programme_diligence d WHERE d.project = of FOR SHARE;
    RETURN NOT EXISTS (
        WITH held AS MATERIALIZED (
            SELECT d.activity FROM programme_diligence d WHERE d.project = of AND d.state <> 'withdrawn' AND programme_stopped(d.public_id)),
        needed AS (
            SELECT '' AS subject FROM programme_project p WHERE p.public_id = of AND p.security_forces
            UNION SELECT r.public_id FROM programme_result r WHERE r.project = of AND r.state = 'stated' AND (r.security_forces
                OR r.public_id IN (SELECT h.activity FROM held h)
                   AND EXISTS (SELECT FROM programme_project p WHERE p.public_id = of AND p.security_forces)))
        SELECT FROM needed
        WHERE EXISTS (SELECT FROM held h WHERE h.activity IN ('', needed.subject))
           OR NOT EXISTS (SELECT FROM programme_diligence d WHERE d.project = of AND d.state = 'released' AND d.released_until >= day
                          AND d.activity IN ('', needed.subject)));
END $$;

CREATE OR REPLACE FUNCTION programme_check_diligence(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    day CONSTANT date := (written.recorded_at AT TIME ZONE 'UTC')::date;
    grades CONSTANT text[] := ARRAY['low', 'medium', 'high'];
BEGIN
    IF was IS NOT NULL AND (was ->> 'project', was ->> 'activity') IS DISTINCT FROM (is_now ->> 'project', is_now ->> 'activity') THEN
        RETURN 'it stays with its project';
    ELSIF NOT EXISTS (SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project') OR (is_now ->> 'activity' <> '' AND NOT EXISTS (
        SELECT FROM programme_result r WHERE r.public_id = is_now ->> 'activity' AND r.project = is_now ->> 'project' AND r.level = 'activity')) THEN
        RETURN 'there is no such project or activity';
    ELSIF e.n = 1 AND EXISTS (SELECT FROM programme_diligence d WHERE d.project = is_now ->> 'project' AND d.activity = is_now ->> 'activity'
                              AND d.state <> 'withdrawn') THEN
        RETURN 'it is assessed already';
    ELSIF e.kind = 'withdrawn' AND programme_stopped(e.subject) THEN
        -- What the adviser held, those who plan do not take away.
        IF NOT accounts_holds(written.actor, ARRAY['rights_adviser']) OR programme_assessed(accounts_people(written), e.subject) THEN
            RETURN 'it is held: it is not theirs to withdraw';
        END IF;
    ELSIF e.kind IN ('released', 'renewed', 'held') THEN
        IF NOT accounts_holds(written.actor, ARRAY['rights_adviser']) OR is_now ->> 'decided_by' <> written.actor THEN
            RETURN 'it is not theirs to decide';
        ELSIF e.kind = 'held' THEN
            RETURN NULL;
        ELSIF programme_assessed(accounts_people(written), e.subject) THEN
            RETURN 'another person releases';
        ELSIF EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'risks') r WHERE r.value ->> 'after' = 'high') OR NOT programme_whole(is_now -> 'risks') THEN
            RETURN 'a risk stays high';
        ELSIF is_now ->> 'released_until' IS NULL OR (is_now ->> 'released_until')::date <= day
              OR (is_now ->> 'released_until')::date - (is_now ->> 'assessed_on')::date > 366 THEN
            RETURN 'it is released for a time that its assessment carries';
        END IF;
    ELSIF NOT accounts_holds(written.actor, ARRAY['programme_officer', 'programme_manager']) THEN
        RETURN 'it is not theirs to assess';
    ELSIF e.kind <> 'withdrawn' AND (is_now ->> 'assessed_by' <> written.actor OR (is_now ->> 'assessed_on')::date > day) THEN
        RETURN 'another assessed it, or not yet';
    ELSIF e.kind = 'reviewed' AND EXISTS (
        SELECT FROM jsonb_array_elements(is_now -> 'risks') r
        WHERE array_position(grades, r.value ->> 'after') > coalesce((
            SELECT array_position(grades, b.value ->> 'after') FROM jsonb_array_elements(was -> 'risks') b WHERE b.value ->> 'risk' = r.value ->> 'risk'), 1)) THEN
        RETURN 'a risk got graver: what was released is another thing';
    ELSIF e.kind <> 'withdrawn' AND is_now ->> 'state' <> 'draft' AND NOT programme_whole(is_now -> 'risks') THEN
        RETURN 'a risk is left out, or named twice';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION programme_check_support(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    day CONSTANT date := (written.recorded_at AT TIME ZONE 'UTC')::date;
BEGIN
    IF e.noun = 'project' AND e.kind = 'marked' AND NOT (is_now ->> 'security_forces')::boolean THEN
        RETURN 'it is not marked so';
    ELSIF e.noun = 'project' AND e.kind = 'unmarked' AND ((is_now ->> 'security_forces')::boolean OR NOT accounts_holds(written.actor, ARRAY['rights_adviser'])) THEN
        RETURN 'the mark is not theirs to take off';
    ELSIF e.noun = 'project' AND e.kind = 'started' AND NOT programme_released(e.subject, day) THEN
        RETURN 'its support to security forces is not released';
    ELSIF e.noun = 'result' AND (is_now ->> 'security_forces')::boolean AND is_now ->> 'level' <> 'activity' THEN
        RETURN 'an activity supports security forces, or the whole project';
    ELSIF e.noun = 'result' AND e.kind = 'withdrawn' AND (is_now ->> 'security_forces')::boolean AND (
        NOT EXISTS (SELECT FROM programme_diligence d WHERE d.activity = e.subject AND (d.state = 'withdrawn' OR programme_stopped(d.public_id)))
        OR EXISTS (SELECT FROM programme_diligence d WHERE d.activity = e.subject AND d.state NOT IN ('withdrawn', 'draft')
                   AND NOT programme_stopped(d.public_id))) THEN
        RETURN 'its mark goes with it: its assessment is held or withdrawn first';
    ELSIF e.noun = 'journal' AND is_now ->> 'move' IN ('allocation', 'reallocation', 'obligation') AND EXISTS (
        SELECT FROM (SELECT DISTINCT l.value ->> 'project' AS project FROM jsonb_array_elements(e.details -> 'lines') l
                     WHERE l.value ->> 'account' IN ('allocated', 'obligated') AND (l.value ->> 'amount')::numeric < 0) given
        WHERE NOT programme_released(given.project, day)) THEN
        RETURN 'its support to security forces is not released';
    END IF;
    RETURN NULL;
END $$;
