-- What belongs to a delivery comes while it is opened, and not later.
-- By its own hand: an entry and its rows say the same: an incident that came later would stand in no entry.
CREATE OR REPLACE FUNCTION hotspots_while_open() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT delivery_id FROM came) c LEFT JOIN hotspots_delivery d ON d.id = c.delivery_id
               WHERE d.state IS DISTINCT FROM 'opened') THEN
        RAISE EXCEPTION 'ifar: nothing comes to a delivery that was loaded' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
