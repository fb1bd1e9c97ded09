CREATE OR REPLACE FUNCTION programme_check_support_before_recipients(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
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
