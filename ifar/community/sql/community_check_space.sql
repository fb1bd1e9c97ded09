-- Rooms: destroyed by the clock alone, with a day's notice; with them go what was noted of them, as with a post that lapsed what was noted of it.
CREATE OR REPLACE FUNCTION community_check_space(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    secretary CONSTANT boolean := accounts_holds(written.actor, ARRAY['community_secretary']);
    one CONSTANT text := community_in_force(written.actor);
    room CONSTANT boolean := is_now ->> 'kind' = 'case_room';
BEGIN
    IF e.kind = 'opened' AND (NOT (secretary OR room AND one IS NOT NULL)
       OR room <> (is_now ->> 'ends_on' IS NOT NULL) OR room <> (is_now ->> 'at_end' IN ('archive', 'destroy'))
       OR room AND (is_now ->> 'ends_on')::date > written.recorded_at::date + 730) THEN
        RETURN 'it is not theirs to open, or its end is none';
    ELSIF e.kind = 'changed' AND NOT (secretary OR one IS NOT NULL AND community_moderates(one, e.subject)) THEN
        RETURN 'it is not theirs to change';
    ELSIF e.kind = 'end_moved' THEN
        -- Nobody destroys a room at once: there is a day in which another moderator can take it back, at most to the day that was agreed.
        IF one IS NULL OR NOT community_moderates(one, e.subject) OR NOT room OR is_now ->> 'at_end' <> 'destroy' THEN
            RETURN 'it is not theirs to end so';
        ELSIF (is_now ->> 'ends_on')::date <= written.recorded_at::date OR (was ->> 'ends_on')::date < written.recorded_at::date
              OR (is_now ->> 'ends_on')::date > (SELECT (o.changes ->> 'ends_on')::date FROM community_event o
                  WHERE o.subject = e.subject AND o.noun = 'space' AND o.kind = 'opened') THEN
            RETURN 'its last day is tomorrow at the earliest, and no later than was agreed';
        END IF;
    ELSIF e.kind IN ('archived', 'destroyed') THEN
        IF e.details ->> 'by' = 'end' THEN
            -- The job does it on the day after the last, as was agreed when the room was opened.
            IF NOT room OR (is_now ->> 'ends_on')::date >= written.recorded_at::date
               OR is_now ->> 'at_end' <> (CASE e.kind WHEN 'archived' THEN 'archive' ELSE 'destroy' END) THEN
                RETURN 'its last day is not over, or something else was agreed';
            END IF;
        ELSIF e.kind = 'destroyed' OR is_now ->> 'at_end' = 'destroy' THEN
            RETURN 'what is to be destroyed ends with its last day';
        ELSIF NOT (secretary OR one IS NOT NULL AND community_moderates(one, e.subject)) THEN
            RETURN 'it is not theirs to end';
        END IF;
        IF e.kind = 'destroyed' AND EXISTS (SELECT FROM community_topic t JOIN community_space s ON s.id = t.space_id WHERE s.public_id = e.subject) THEN
            RETURN 'something of it is still there';
        END IF;
    ELSIF e.kind = 'lapsed' AND (written.actor <> 'community.rooms' OR (is_now ->> 'keeps_days')::integer = 0) THEN
        RETURN 'the clock does it, where something lapses';
    END IF;
    RETURN NULL;
END $$;
