-- An erasure waits for whoever says the same anew: it takes the words that it names, and not those that came meanwhile.
CREATE OR REPLACE FUNCTION hotspots_erasure_wait() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    was hotspots_event;
BEGIN
    SELECT e.* INTO was FROM hotspots_event e WHERE e.id = NEW.entry;
    IF was.id IS NOT NULL THEN
        EXECUTE format('SELECT FROM %I r WHERE r.public_id = $1 FOR UPDATE', 'hotspots_' || was.noun) USING was.subject;
    END IF;
    RETURN NEW;
END $$;
