CREATE OR REPLACE FUNCTION parties_baract_wait() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM parties_wait(NEW.details ->> 'party', NULL);
    RETURN NEW;
END $$;
