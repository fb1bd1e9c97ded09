-- Appenders share this lock until they commit; the sequencer takes it alone just to read max(id). Taken per statement and
-- before the identity is drawn, so that an id below that maximum can never be committed afterwards.
-- An assignment, because PERFORM would run a whole statement for it.
CREATE OR REPLACE FUNCTION ledger_entry_lock() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE held text := pg_advisory_xact_lock_shared(1767268722, 1);
BEGIN
    RETURN NULL;
END $$;
