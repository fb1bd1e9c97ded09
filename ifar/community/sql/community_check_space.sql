-- Spaces: whose they are to open, change and end; rooms end by the clock, with a day's notice.
-- By its own hand: a room that was destroyed does not come back: there is a day in which another can stop it.
CREATE OR REPLACE FUNCTION community_check_space(e acts_event, was jsonb, is_now jsonb, one text, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    secretary CONSTANT boolean := accounts_holds(written.actor, ARRAY['community_secretary']);
    moderates CONSTANT boolean := one IS NOT NULL AND community_moderates(one, e.subject);
    ends_on CONSTANT date := (is_now ->> 'ends_on')::date;
    today CONSTANT date := written.recorded_at::date;
BEGIN
    IF e.kind = 'opened' AND (NOT (secretary OR is_now ->> 'kind' = 'case_room' AND one IS NOT NULL) OR ends_on > today + 730) THEN
        RETURN 'it is not theirs to open, or its end is too far';
    ELSIF e.kind = 'changed' AND NOT (secretary OR moderates) THEN
        RETURN 'it is not theirs to change';
    ELSIF e.kind = 'end_moved' THEN
        -- Nobody destroys a room at once: there is a day in which another moderator can take it back, at most to the day that was agreed.
        IF NOT moderates THEN
            RETURN 'it is not theirs to end so';
        ELSIF ends_on <= today OR (was ->> 'ends_on')::date < today OR ends_on > (SELECT (o.changes ->> 'ends_on')::date FROM community_event o
                  WHERE o.subject = e.subject AND o.record_type = 'space' AND o.kind = 'opened') THEN
            RETURN 'its last day is tomorrow at the earliest, and no later than was agreed';
        END IF;
    ELSIF e.kind IN ('archived', 'destroyed') THEN
        -- The job does it on the day after the last, as was agreed when the room was opened.
        IF e.details ->> 'by' = 'end' AND ends_on >= today THEN
            RETURN 'its last day is not over';
        ELSIF e.details ->> 'by' IS DISTINCT FROM 'end' AND NOT (secretary OR moderates) THEN
            RETURN 'it is not theirs to end';
        ELSIF e.kind = 'destroyed' AND EXISTS (SELECT FROM community_topic t JOIN community_space s ON s.id = t.space_id WHERE s.public_id = e.subject) THEN
            RETURN 'something of it is still there';
        END IF;
    ELSIF e.kind = 'lapsed' AND (written.actor <> 'community.rooms' OR (is_now ->> 'keeps_days')::integer = 0) THEN
        RETURN 'the clock does it, where something lapses';
    END IF;
    RETURN NULL;
END $$;
