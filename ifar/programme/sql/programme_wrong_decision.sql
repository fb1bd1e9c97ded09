-- The committee decides by votes of seats that are present, sit on the day of the meeting and declared no interest; the votes must come to what was
-- decided. An interest that was declared stays.
-- By its own hand: separation of duties: who declared an interest, or has no seat on that day, does not decide.
CREATE OR REPLACE FUNCTION programme_wrong_decision(e acts_event, was jsonb, is_now jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    held programme_meeting;
    yes bigint;
    no bigint;
BEGIN
    IF was IS NOT NULL AND NOT (was -> 'interests' <@ (is_now -> 'interests')) THEN
        RETURN 'an interest that was declared stays';
    ELSIF e.kind NOT IN ('adopted', 'rejected') THEN
        RETURN NULL;
    END IF;
    SELECT * INTO held FROM programme_meeting m WHERE m.public_id = is_now ->> 'meeting';
    SELECT count(*) FILTER (WHERE v.value = 'yes'), count(*) FILTER (WHERE v.value = 'no') INTO yes, no FROM jsonb_each_text(is_now -> 'votes') v;
    RETURN CASE WHEN held.quorum > (SELECT count(DISTINCT p.seat) FROM unnest(held.present) p(seat) WHERE programme_sits(p.seat, held.held_on))
            THEN 'the committee is not met'
        WHEN EXISTS (SELECT FROM jsonb_each_text(is_now -> 'votes') v WHERE v.value NOT IN ('yes', 'no', 'abstain') OR NOT v.key = ANY (held.present)
                     OR is_now -> 'interests' ? v.key OR NOT programme_sits(v.key, held.held_on)) THEN 'somebody voted who may not'
        WHEN (CASE is_now ->> 'rule' WHEN 'consensus' THEN yes > 0 AND no = 0 WHEN 'two_thirds' THEN yes > 0 AND 3 * yes >= 2 * (yes + no)
              ELSE yes > no END) <> (e.kind = 'adopted') OR yes + no = 0 THEN 'the votes come to something else' END;
END $$;
