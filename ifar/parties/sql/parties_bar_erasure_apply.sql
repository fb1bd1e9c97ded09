-- A value that was lawfully erased goes from the state and its search key too.
CREATE OR REPLACE FUNCTION parties_bar_erasure_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE whose text := (SELECT bar FROM parties_baract WHERE entry = NEW.entry AND kind = 'entered');
BEGIN
    IF whose IS NOT NULL THEN
        UPDATE parties_bar SET
            name = CASE WHEN NEW.field = 'name' THEN NULL ELSE name END,
            born = CASE WHEN NEW.field = 'born' THEN NULL ELSE born END,
            identity_numbers = CASE WHEN NEW.field = 'identity_numbers' THEN NULL ELSE identity_numbers END
        WHERE public_id = whose;
        DELETE FROM parties_barkey WHERE NEW.field = 'name' AND bar_id = (SELECT id FROM parties_bar WHERE public_id = whose);
    END IF;
    RETURN NEW;
END $$;
