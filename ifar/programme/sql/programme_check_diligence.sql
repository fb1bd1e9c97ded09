CREATE OR REPLACE FUNCTION programme_check_diligence(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
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
