-- A hit and the closing of its search that come at the same moment know of each other.
CREATE OR REPLACE FUNCTION registry_alerts_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM registry_savedsearch s WHERE s.public_id = changes ->> 'savedsearch' FOR UPDATE;
END $$;
