-- A name that was lawfully erased goes from the search keys too.
CREATE OR REPLACE FUNCTION parties_keys_forget() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'parties_bar' THEN
        DELETE FROM parties_barkey WHERE bar_id = NEW.id;
    ELSE
        DELETE FROM parties_namekey WHERE party_id = NEW.id;
    END IF;
    RETURN NEW;
END $$;
