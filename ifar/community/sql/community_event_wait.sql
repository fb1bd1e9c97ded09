CREATE OR REPLACE FUNCTION community_event_wait() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM community_wait(NEW.noun, NEW.kind, NEW.subject, NEW.changes, NEW.details);
    RETURN NEW;
END $$;
