-- Who somebody of a case is, once it was lawfully erased; what stands in the case itself `acts_erase` takes away.
CREATE OR REPLACE FUNCTION recoveries_erase() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    UPDATE recoveries_person SET described = NULL WHERE entry = NEW.entry;
    RETURN NEW;
END $$;
