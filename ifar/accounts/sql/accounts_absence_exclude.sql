CREATE OR REPLACE FUNCTION accounts_absence_exclude() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM accounts_check_exclusion(NEW.stand_in_id, NEW.role, NEW.valid_from, NEW.valid_to);
    RETURN NEW;
END $$;
