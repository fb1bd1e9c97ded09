-- Before every grant the barred are asked who is like the applicant. Among all names a common one has thousands of namesakes;
-- among the barred few, so their keys have indexes of their own. Whether a record was ever barred is written by nobody: it is looked up.
CREATE FUNCTION parties_namekey_barred() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.barred := EXISTS (SELECT FROM parties_bar b JOIN parties_party p ON p.public_id = b.party WHERE p.id = NEW.party_id);
    RETURN NEW;
END $$;
CREATE TRIGGER barred BEFORE INSERT OR UPDATE ON parties_namekey FOR EACH ROW EXECUTE FUNCTION parties_namekey_barred();
ALTER TABLE parties_namekey ENABLE ALWAYS TRIGGER barred;

CREATE FUNCTION parties_bar_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE parties_namekey SET barred = true
    WHERE party_id = (SELECT id FROM parties_party WHERE public_id = NEW.party) AND NOT barred;
    RETURN NEW;
END $$;
CREATE TRIGGER barred AFTER INSERT ON parties_bar FOR EACH ROW WHEN (NEW.party <> '') EXECUTE FUNCTION parties_bar_keys();
ALTER TABLE parties_bar ENABLE ALWAYS TRIGGER barred;

UPDATE parties_namekey SET barred = true
WHERE party_id IN (SELECT p.id FROM parties_party p JOIN parties_bar b ON b.party = p.public_id);

CREATE INDEX parties_namekey_barred_folded ON parties_namekey USING gin (folded gin_trgm_ops) WHERE barred;
CREATE INDEX parties_namekey_barred_skeleton ON parties_namekey USING gin (skeleton gin_trgm_ops) WHERE barred;
