-- As with the ledger: writers share a lock, the batcher takes it alone for one max(id), so that no read is left out of a batch.
CREATE OR REPLACE FUNCTION accounts_readlog_lock() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1767268722, 2);
    RETURN NULL;
END $$;
