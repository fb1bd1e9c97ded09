-- A meeting opens with seats in their term, each once, and with their quorum.
-- By its own hand: votes are held against this quorum, so nobody counts in it who has no seat, or twice.
CREATE OR REPLACE FUNCTION programme_wrong_meeting(e acts_event, is_now jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN e.kind = 'opened' AND ((is_now ->> 'quorum')::bigint IS DISTINCT FROM
            (SELECT count(*) / 2 + 1 FROM programme_seat s WHERE programme_sits(s.public_id, (is_now ->> 'held_on')::date))
        OR (SELECT count(*) <> count(DISTINCT p.value) OR NOT coalesce(bool_and(programme_sits(p.value, (is_now ->> 'held_on')::date)), true)
            FROM jsonb_array_elements_text(is_now -> 'present') p)) THEN 'its quorum is another, or somebody has no seat' END
$$;
