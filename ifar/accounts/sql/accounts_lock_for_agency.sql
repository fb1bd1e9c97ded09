-- How an agency stands is what its last act said, in the order of the log.
CREATE OR REPLACE FUNCTION accounts_lock_for_agency(agency text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM accounts_agency a WHERE a.public_id = agency FOR NO KEY UPDATE;
END $$;
