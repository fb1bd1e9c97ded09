-- A bar and a name, or a grant, that come at the same moment know of each other.
CREATE OR REPLACE FUNCTION parties_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM parties_lock_for_event(changes ->> 'party', NULL);
END $$;
