-- An interest that was declared stays; who votes and who counts for the quorum sits in the committee, on the day of the meeting.
CREATE OR REPLACE FUNCTION programme_asks_decision(e programme_event, was jsonb, is_now jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    held programme_meeting;
BEGIN
    IF was IS NOT NULL AND NOT (was -> 'interests' <@ (is_now -> 'interests')) THEN
        RETURN 'an interest that was declared stays';
    ELSIF e.kind IN ('adopted', 'rejected') THEN
        SELECT * INTO held FROM programme_meeting m WHERE m.public_id = is_now ->> 'meeting';
        IF held.quorum > (SELECT count(DISTINCT p.seat) FROM unnest(held.present) p(seat) WHERE programme_sits(p.seat, held.held_on)) THEN
            RETURN 'the committee is not met';
        ELSIF EXISTS (SELECT FROM jsonb_object_keys(is_now -> 'votes') v(seat) WHERE NOT programme_sits(v.seat, held.held_on)) THEN
            RETURN 'somebody voted who may not';
        END IF;
    END IF;
    RETURN NULL;
END $$;
