-- Waits for whoever places some of the same things, or gives the custody of one to somebody else, and for whoever closes one of the places.
CREATE OR REPLACE FUNCTION placement_wait(things text[], places text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM registry_firearm f WHERE f.public_id = ANY (things) ORDER BY f.public_id FOR NO KEY UPDATE;
    PERFORM FROM placement_placement p WHERE p.public_id = ANY (things) ORDER BY p.public_id FOR UPDATE;
    PERFORM FROM placement_place p WHERE p.public_id = ANY (places) ORDER BY p.public_id FOR SHARE;
END $$;
