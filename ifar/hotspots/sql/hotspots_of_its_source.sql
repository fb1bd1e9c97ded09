-- A delivery speaks of its own source's incidents: else it would revise, and take back, what another source told.
-- By its own hand: one source would take back what another one told, and nobody could say any more who told what.
CREATE OR REPLACE FUNCTION hotspots_of_its_source() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT delivery_id, source_id FROM came) c JOIN hotspots_delivery d ON d.id = c.delivery_id
               JOIN hotspots_source s ON s.id = c.source_id WHERE s.public_id <> d.source) THEN
        RAISE EXCEPTION 'ifar: a delivery speaks of its own source''s incidents' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
