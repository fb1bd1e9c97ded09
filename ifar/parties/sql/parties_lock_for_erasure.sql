CREATE OR REPLACE FUNCTION parties_lock_for_erasure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM parties_lock_for_event((SELECT e.party FROM parties_event e WHERE e.id = NEW.entry), NULL);
    RETURN NEW;
END $$;
