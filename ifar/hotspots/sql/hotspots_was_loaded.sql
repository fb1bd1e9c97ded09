-- A delivery or layer that was opened is loaded, or there is none: by the end of the transaction it says what became of it.
-- By its own hand: an entry and its rows say the same: what stayed open would let rows in that no entry counts.
CREATE OR REPLACE FUNCTION hotspots_was_loaded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM hotspots_delivery d WHERE d.public_id = NEW.subject AND d.state = 'opened'
               UNION ALL SELECT FROM hotspots_layer l WHERE l.public_id = NEW.subject AND l.state = 'opened') THEN
        RAISE EXCEPTION 'ifar: % was opened and not loaded', NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
