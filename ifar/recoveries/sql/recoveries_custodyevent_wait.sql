CREATE OR REPLACE FUNCTION recoveries_custodyevent_wait() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM recoveries_custody_wait(NEW.noun, NEW.kind, NEW.subject, NEW.changes, NEW.details);
    RETURN NEW;
END $$;
