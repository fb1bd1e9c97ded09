-- The size of the checkpoint whose root is a round's seed: the first one that is witnessed, contains the frame's entry, and was signed after
-- the moment that the frame names.
CREATE OR REPLACE FUNCTION licensing_seed(round_id text) RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT min(c.size) FROM licensing_event e JOIN ledger_entry l ON l.entry = e.id JOIN ledger_leaf f ON f.entry_id = l.id
    JOIN licensing_round r ON r.public_id = e.subject
    JOIN ledger_checkpoint c ON c.size > f.index AND c.signed_at >= r.seed_after
    WHERE e.subject = round_id AND e.record_type = 'round' AND e.kind = 'opened' AND EXISTS (SELECT FROM ledger_cosignature s WHERE s.size = c.size)
$$;
