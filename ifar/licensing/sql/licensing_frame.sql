-- The frame of a round, as the one act that opened it committed to it: its first event, which while that is being written is the round's
-- own. An entry that only says of itself that it opened the round (whoever may write entries could write one) adds nobody.
CREATE OR REPLACE FUNCTION licensing_frame(round_id text) RETURNS TABLE(stratum text, token text, licence text)
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT m ->> 0, m ->> 1, m ->> 2 FROM ledger_personal p CROSS JOIN LATERAL jsonb_array_elements(p.value) AS m
    WHERE p.field = 'frame' AND p.entry = coalesce(
        (SELECT e.id FROM licensing_event e WHERE e.subject = round_id AND e.record_type = 'round' AND e.kind = 'opened' AND e.n = 1),
        (SELECT r.last_event FROM licensing_round r WHERE r.public_id = round_id AND r.n = 1))
$$;
