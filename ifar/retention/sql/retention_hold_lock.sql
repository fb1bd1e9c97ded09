-- A hold and an erasure wait for each other: neither slips past the other while it is not committed yet.
CREATE OR REPLACE FUNCTION retention_hold_lock() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268722, 5);
    RETURN NEW;
END $$;
