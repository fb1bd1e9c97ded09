-- By its own hand: an entry and its rows say the same: a part that came later would stand in no entry.
CREATE OR REPLACE FUNCTION hotspots_layer_while_open() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT layer_id FROM came) c LEFT JOIN hotspots_layer l ON l.id = c.layer_id
               WHERE l.state IS DISTINCT FROM 'opened') THEN
        RAISE EXCEPTION 'ifar: nothing comes to a layer that was loaded' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
