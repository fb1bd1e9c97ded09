-- Whoever joins a party, erases a value of it or bars it waits here for the others, before the entry takes its number in the log.
CREATE OR REPLACE FUNCTION parties_lock_for_event(one text, other text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM parties_party p WHERE p.public_id IN (one, other) ORDER BY p.public_id FOR UPDATE;
END $$;
