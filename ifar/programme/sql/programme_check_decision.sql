-- The committee decides where it is met, by votes of seats that are there and declared no interest; the votes must come to what was decided.
CREATE OR REPLACE FUNCTION programme_check_decision(e programme_event, is_now jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    held programme_meeting;
    yes bigint;
    no bigint;
BEGIN
    SELECT * INTO held FROM programme_meeting m WHERE m.public_id = is_now ->> 'meeting';
    IF held.id IS NULL THEN
        RETURN 'there is no such meeting';
    ELSIF e.kind = 'tabled' AND held.state NOT IN ('planned', 'open') THEN
        RETURN 'the meeting is over';
    ELSIF e.kind IN ('adopted', 'rejected') THEN
        SELECT count(*) FILTER (WHERE v.value = 'yes'), count(*) FILTER (WHERE v.value = 'no') INTO yes, no FROM jsonb_each_text(is_now -> 'votes') v;
        IF held.state <> 'open' OR cardinality(held.present) < held.quorum THEN
            RETURN 'the committee is not met';
        ELSIF EXISTS (SELECT FROM jsonb_each_text(is_now -> 'votes') v WHERE v.value NOT IN ('yes', 'no', 'abstain') OR NOT v.key = ANY (held.present)
                      OR is_now -> 'interests' ? v.key) THEN
            RETURN 'somebody voted who may not';
        ELSIF (CASE is_now ->> 'rule' WHEN 'consensus' THEN yes > 0 AND no = 0 WHEN 'two_thirds' THEN yes > 0 AND 3 * yes >= 2 * (yes + no)
               ELSE yes > no END) <> (e.kind = 'adopted') OR yes + no = 0 THEN
            RETURN 'the votes come to something else';
        END IF;
    END IF;
    RETURN NULL;
END $$;
