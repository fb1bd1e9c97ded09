-- The locks of an act of custody beside its own: one exhibit stands on one open list, and nobody closes a room whose count begins. Always in this
-- order: the batch or room, the chains of what stands on its list, the arms that stand there themselves.
CREATE OR REPLACE FUNCTION recoveries_custody_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF record_type = 'batch' AND kind IN ('sealed', 'destroyed') THEN
        PERFORM FROM recoveries_batch b WHERE b.public_id = subject FOR UPDATE;
        PERFORM FROM recoveries_chain c WHERE c.public_id IN (
            SELECT l.exhibit FROM recoveries_batch b, jsonb_to_recordset(b.lines) AS l(exhibit text) WHERE b.public_id = subject)
            ORDER BY c.public_id FOR UPDATE;
        PERFORM FROM registry_firearm f WHERE f.public_id IN (
            SELECT l.exhibit FROM recoveries_batch b, jsonb_to_recordset(b.lines) AS l(exhibit text) WHERE b.public_id = subject)
            ORDER BY f.id FOR UPDATE;
    ELSIF record_type = 'batch' AND kind IN ('opened', 'listed') THEN
        PERFORM FROM recoveries_batch b WHERE b.public_id = subject FOR UPDATE;
        PERFORM FROM recoveries_chain c WHERE c.public_id IN (SELECT l ->> 'exhibit' FROM jsonb_array_elements(changes -> 'lines') AS l)
            ORDER BY c.public_id FOR UPDATE;
        PERFORM FROM registry_firearm f WHERE f.public_id IN (SELECT l ->> 'exhibit' FROM jsonb_array_elements(changes -> 'lines') AS l)
            ORDER BY f.id FOR UPDATE;
    ELSIF record_type = 'count' AND kind = 'begun' THEN
        PERFORM FROM placement_place r WHERE r.public_id = changes ->> 'room' FOR SHARE;
    END IF;
END $$;
