-- What is asked of a meeting: seats count, and are present, in their term and once.
CREATE OR REPLACE FUNCTION programme_asks_meeting(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    day CONSTANT date := is_now ->> 'held_on';
BEGIN
    IF NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN
        RETURN 'they do not keep the committee';
    ELSIF e.kind = 'opened' AND ((is_now ->> 'quorum')::bigint IS DISTINCT FROM
            (SELECT count(*) / 2 + 1 FROM programme_seat s WHERE programme_sits(s.public_id, day))
        OR (SELECT count(*) <> count(DISTINCT p.value) OR NOT coalesce(bool_and(programme_sits(p.value, day)), true)
            FROM jsonb_array_elements_text(is_now -> 'present') p)) THEN
        RETURN 'its quorum is another, or somebody has no seat';
    END IF;
    RETURN NULL;
END $$;
