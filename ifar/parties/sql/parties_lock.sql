-- A bar and a name, or a grant, that come at the same moment know of each other. Both records of a join are locked, always in the same order, so that two
-- people cannot join them crosswise.
CREATE OR REPLACE FUNCTION parties_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF record_type = 'bar' THEN
        PERFORM parties_lock_for_event(changes ->> 'party', NULL);
    ELSIF kind = 'merged' THEN
        PERFORM parties_lock_for_event(subject, changes ->> 'merged_into');
    END IF;
END $$;
