-- A State's law against the Firearms Protocol: who wrote an answer does not approve it. Human rights before support to security forces: whoever
-- wrote of an assessment releases nothing on it; nothing begins and no money goes to it without a release that carries on the day.

CREATE FUNCTION programme_check_assessment(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF was IS NOT NULL AND (was ->> 'place', was ->> 'year', was ->> 'article') IS DISTINCT FROM (is_now ->> 'place', is_now ->> 'year', is_now ->> 'article') THEN
        RETURN 'an assessment stays with its State, year and article';
    ELSIF (is_now ->> 'year')::integer > extract(year FROM written.recorded_at AT TIME ZONE 'UTC') THEN
        RETURN 'the year is still to come';
    ELSIF EXISTS (SELECT FROM jsonb_each(is_now -> 'answers') a
                  WHERE NOT (a.key = is_now ->> 'article' OR starts_with(a.key, (is_now ->> 'article') || '.'))
                     OR a.value ->> 'standing' IS NULL OR NOT a.value ->> 'standing' = ANY (ARRAY['in_force', 'partial', 'absent'])) THEN
        RETURN 'an answer is none of this article';
    ELSIF e.kind IN ('approved', 'returned', 'reopened') THEN
        IF NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN
            RETURN 'it is not theirs to decide';
        ELSIF e.kind = 'approved' AND (is_now ->> 'approved_by' <> written.actor OR EXISTS (
            SELECT FROM programme_event w JOIN ledger_entry l ON l.entry = w.id
            WHERE w.noun = 'assessment' AND w.subject = e.subject AND l.actor = ANY (accounts_people(written))
              AND w.kind IN ('drafted', 'stated', 'changed', 'submitted')
              AND w.n > coalesce((SELECT max(a.n) FROM programme_event a WHERE a.noun = 'assessment' AND a.subject = e.subject AND a.kind = 'approved'), 0))) THEN
            RETURN 'another person approves';
        ELSIF e.kind = 'reopened' AND is_now ->> 'approved_by' <> '' THEN
            RETURN 'nobody approved what is open again';
        END IF;
    ELSIF NOT accounts_holds(written.actor, ARRAY['programme_officer', 'programme_manager']) OR is_now ->> 'written_by' <> written.actor THEN
        RETURN 'another wrote it';
    ELSIF is_now ->> 'approved_by' <> '' THEN
        RETURN 'a new version was approved by nobody yet';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION programme_check_diligence(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
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
    ELSIF e.kind IN ('released', 'renewed', 'held') THEN
        IF NOT accounts_holds(written.actor, ARRAY['rights_adviser']) OR is_now ->> 'decided_by' <> written.actor THEN
            RETURN 'it is not theirs to decide';
        ELSIF e.kind = 'held' THEN
            RETURN NULL;
        ELSIF EXISTS (SELECT FROM programme_event w JOIN ledger_entry l ON l.entry = w.id WHERE w.noun = 'diligence' AND w.subject = e.subject
                      AND l.actor = written.actor AND w.kind IN ('drafted', 'assessed', 'changed', 'submitted', 'reviewed')) THEN
            RETURN 'another person releases';
        ELSIF EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'risks') r WHERE r.value ->> 'after' = 'high') OR is_now -> 'risks' = '[]'::jsonb THEN
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
    END IF;
    RETURN NULL;
END $$;

-- Whether a project that supports security forces, or has an activity that does, has for each of them a release that carries on a day. The lock
-- waits for whoever releases or holds now.
CREATE FUNCTION programme_released(of text, day date) RETURNS boolean LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM programme_diligence d WHERE d.project = of FOR SHARE;
    RETURN NOT EXISTS (
        SELECT FROM (SELECT '' AS subject FROM programme_project p WHERE p.public_id = of AND p.security_forces
                     UNION ALL SELECT r.public_id FROM programme_result r WHERE r.project = of AND r.security_forces AND r.state = 'stated') needed
        WHERE NOT EXISTS (SELECT FROM programme_diligence d WHERE d.project = of AND d.state = 'released' AND d.released_until >= day
                          AND d.activity IN ('', needed.subject)));
END $$;

CREATE FUNCTION programme_check_support(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
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
    ELSIF e.noun = 'journal' AND is_now ->> 'move' IN ('allocation', 'reallocation', 'obligation') AND EXISTS (
        SELECT FROM (SELECT DISTINCT l.value ->> 'project' AS project FROM jsonb_array_elements(e.details -> 'lines') l
                     WHERE l.value ->> 'account' IN ('allocated', 'obligated') AND (l.value ->> 'amount')::numeric < 0) given
        WHERE NOT programme_released(given.project, day)) THEN
        RETURN 'its support to security forces is not released';
    END IF;
    RETURN NULL;
END $$;

-- What was asked of every noun so far is asked on; the new nouns, and what a release stands before, come first.
ALTER FUNCTION programme_check(programme_event, jsonb, jsonb, ledger_entry) RENAME TO programme_check_before_law;
CREATE FUNCTION programme_check(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN CASE e.noun
        WHEN 'assessment' THEN programme_check_assessment(e, was, is_now, written)
        WHEN 'diligence' THEN programme_check_diligence(e, was, is_now, written)
        ELSE coalesce(programme_check_support(e, is_now, written), programme_check_before_law(e, was, is_now, written)) END;
END $$;

DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['programme_assessment', 'programme_diligence']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
