-- A name that was lawfully erased goes from the search keys too.
CREATE OR REPLACE FUNCTION parties_barkey_forget() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM parties_barkey WHERE bar_id = NEW.id;
    RETURN NEW;
END $$;
