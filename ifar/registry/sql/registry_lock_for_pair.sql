-- Both records of a pair, always in the same order, before the act's entry takes its number in the log. The runtime role could not: it writes no state.
CREATE OR REPLACE FUNCTION registry_lock_for_pair(pair text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM registry_firearm f WHERE f.id IN (
        SELECT unnest(ARRAY[d.older_id, d.newer_id]) FROM registry_duplicate d WHERE d.public_id = pair) ORDER BY f.id FOR NO KEY UPDATE;
END $$;
