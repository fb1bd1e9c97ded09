-- The locks of an act beside its own: of two who place one arm, the second finds where the first put it; nobody closes a place into which something is
-- put, and no two moves put two places into each other. Always in this order: the arm, the place.
CREATE OR REPLACE FUNCTION placement_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF record_type = 'placement' AND kind = 'placed' THEN
        PERFORM placement_wait(ARRAY[subject], ARRAY[changes ->> 'place']);
    ELSIF record_type = 'place' AND kind IN ('opened', 'moved') AND coalesce(changes ->> 'inside', '') <> '' THEN
        PERFORM pg_advisory_xact_lock(1767268734, 1);
        PERFORM FROM placement_place p WHERE p.public_id = changes ->> 'inside' FOR SHARE;
    END IF;
END $$;
