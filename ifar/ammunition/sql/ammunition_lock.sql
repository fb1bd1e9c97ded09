-- The locks of a movement beside its own: of two who take from one place, the second finds what the first left, and in that order they stand in the log;
-- nobody closes a place into which something is put; nobody suspends a lot that is being moved, or moves one that is being suspended, nor one into which
-- some of it was repacked. Always in this order: places, lots, by their identifiers.
CREATE OR REPLACE FUNCTION ammunition_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF record_type = 'movement' THEN
        PERFORM FROM placement_place p WHERE p.public_id IN (changes ->> 'place', changes ->> 'to_place')
            OR ammunition_lock.kind IN ('undone', 'undone_by_two', 'receipt_undone') AND p.public_id IN (
                SELECT unnest(ARRAY[m.place, m.to_place]) FROM ammunition_movement m WHERE m.public_id = subject)
            ORDER BY p.public_id FOR NO KEY UPDATE;
        PERFORM FROM ammunition_lot l WHERE l.public_id IN (SELECT ammunition_sources(ammunition_named(details))) ORDER BY l.public_id FOR SHARE;
    END IF;
END $$;
