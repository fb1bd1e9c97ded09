-- Whoever records something of a party, erases a value of it or bars it waits here for the others, before the entry takes its number in the log:
-- the verifier asks by the numbers whether a value was given again after it had been erased.
CREATE FUNCTION parties_wait(one text, other text) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM parties_party p WHERE p.public_id IN (one, other) ORDER BY p.public_id FOR UPDATE;
END $$;

CREATE FUNCTION parties_baract_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM parties_wait(NEW.details ->> 'party', NULL);
    RETURN NEW;
END $$;
CREATE TRIGGER a_wait BEFORE INSERT ON parties_baract FOR EACH ROW EXECUTE FUNCTION parties_baract_wait();
ALTER TABLE parties_baract ENABLE ALWAYS TRIGGER a_wait;

CREATE FUNCTION parties_erasure_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM parties_wait((SELECT e.party FROM parties_event e WHERE e.id = NEW.entry), NULL);
    RETURN NEW;
END $$;
CREATE TRIGGER a_a_wait BEFORE INSERT ON ledger_erasure FOR EACH ROW EXECUTE FUNCTION parties_erasure_wait();
ALTER TABLE ledger_erasure ENABLE ALWAYS TRIGGER a_a_wait;
