-- An erasure waits for whoever amends the case: it takes the narrative that it names, and not the one that was told meanwhile.
CREATE OR REPLACE FUNCTION recoveries_lock_for_erasure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM recoveries_case c WHERE c.public_id = (SELECT e.subject FROM recoveries_event e WHERE e.id = NEW.entry AND e.record_type = 'case') FOR UPDATE;
    RETURN NEW;
END $$;
