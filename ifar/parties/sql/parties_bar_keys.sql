CREATE OR REPLACE FUNCTION parties_bar_keys() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    UPDATE parties_namekey SET barred = true
    WHERE party_id = (SELECT id FROM parties_party WHERE public_id = NEW.party) AND NOT barred;
    RETURN NEW;
END $$;
