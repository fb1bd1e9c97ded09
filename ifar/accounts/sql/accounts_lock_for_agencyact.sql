CREATE OR REPLACE FUNCTION accounts_lock_for_agencyact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM accounts_lock_for_agency(NEW.agency);
    RETURN NEW;
END $$;
