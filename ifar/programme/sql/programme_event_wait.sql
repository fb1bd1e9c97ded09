-- The locks of an act, in the one order in which all take them.
CREATE OR REPLACE FUNCTION programme_event_wait() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM programme_wait(NEW.noun, NEW.kind, NEW.subject, NEW.changes, NEW.details);
    RETURN NEW;
END $$;
