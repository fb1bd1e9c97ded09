-- The size of the checkpoint whose root is the seed of a draw: the first one that is witnessed, contains the frame's entry, and was signed after
-- the moment that the frame names.
CREATE OR REPLACE FUNCTION licensing_seed(frame uuid, after timestamp with time zone) RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT min(c.size) FROM ledger_entry l JOIN ledger_leaf f ON f.entry_id = l.id
    JOIN ledger_checkpoint c ON c.size > f.index AND c.signed_at >= after
    WHERE l.entry = frame AND EXISTS (SELECT FROM ledger_cosignature s WHERE s.size = c.size)
$$;
