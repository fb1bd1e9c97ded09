-- The lines of an address and the former keys of a value that was lawfully erased; what stands in the record itself `acts_erase` takes away, which has
-- waited by then for whoever corrects it.
CREATE OR REPLACE FUNCTION parties_erase() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM parties_formerkey WHERE entry = NEW.entry AND field = NEW.field;
    UPDATE parties_address SET lines = NULL WHERE event = NEW.entry AND NEW.field = 'address';
    RETURN NEW;
END $$;
