-- A value that was lawfully erased goes from the state too, unless a later event gave it anew.
CREATE OR REPLACE FUNCTION parties_erasure_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE whose text := (SELECT party FROM parties_event WHERE id = NEW.entry);
DECLARE latest uuid;
BEGIN
    IF whose IS NULL THEN
        RETURN NEW;
    END IF;
    DELETE FROM parties_formerkey WHERE entry = NEW.entry AND field = NEW.field;
    IF NEW.field = 'address' THEN
        UPDATE parties_address SET lines = NULL WHERE event = NEW.entry;
    ELSE
        SELECT e.id INTO latest FROM parties_event e JOIN ledger_entry l ON l.entry = e.id
        WHERE e.party = whose AND l.commitments ? NEW.field ORDER BY e.n DESC LIMIT 1;
        IF latest = NEW.entry THEN
            UPDATE parties_party SET
                name = CASE WHEN NEW.field = 'name' THEN NULL ELSE name END,
                born = CASE WHEN NEW.field = 'born' THEN NULL ELSE born END,
                identity_numbers = CASE WHEN NEW.field = 'identity_numbers' THEN NULL ELSE identity_numbers END,
                contact = CASE WHEN NEW.field = 'contact' THEN NULL ELSE contact END,
                erased = (SELECT jsonb_agg(DISTINCT x) FROM jsonb_array_elements(erased || to_jsonb(ARRAY[NEW.field])) AS x)
            WHERE public_id = whose;
            DELETE FROM parties_namekey WHERE NEW.field = 'name' AND party_id = (SELECT id FROM parties_party WHERE public_id = whose);
        END IF;
    END IF;
    RETURN NEW;
END $$;
