CREATE OR REPLACE FUNCTION accounts_agencyact_wait() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM accounts_agency_wait(NEW.agency);
    RETURN NEW;
END $$;
