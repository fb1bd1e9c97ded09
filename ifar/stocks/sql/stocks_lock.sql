-- The locks of an act beside its own: of two who issue one arm the second finds it gone, and nobody is suspended, or leaves, while something is issued to them.
-- Always in this order: the officer, the arms. Of two orders of the same numbers at once the second waits.
CREATE OR REPLACE FUNCTION stocks_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF record_type = 'issue' THEN
        PERFORM FROM stocks_officer o WHERE o.public_id = changes ->> 'officer' FOR SHARE;
        PERFORM placement_wait(ARRAY(SELECT jsonb_array_elements_text(coalesce(changes -> 'arms', changes -> 'back', '[]'))), '{}');
    ELSIF record_type = 'campaign' THEN
        PERFORM pg_advisory_xact_lock(1767268781, hashtext(CASE kind WHEN 'ordered' THEN '' ELSE subject END));
    END IF;
END $$;
