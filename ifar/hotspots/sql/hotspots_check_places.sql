-- What acts on places, sources and deliveries ask for beyond the table: `was` is the record before, `is_now` after it; NULL where nothing is wrong.
CREATE OR REPLACE FUNCTION hotspots_check_places(e hotspots_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    by_office CONSTANT bigint := (SELECT id FROM accounts_agency WHERE public_id = written.agency);
BEGIN
    IF e.noun NOT IN ('layer', 'source', 'delivery', 'pair') THEN
        RETURN NULL;
    ELSIF was IS NOT NULL AND NOT coalesce((is_now ->> 'agency_id')::bigint = ANY (recoveries_offices(by_office)), false) THEN
        RETURN 'it is another office''s to do';
    ELSIF e.kind = 'opened' AND e.noun = 'delivery' THEN
        IF NOT EXISTS (SELECT FROM hotspots_source s WHERE s.public_id = is_now ->> 'source' AND s.state = 'open' AND s.compartment = is_now ->> 'compartment'
                       AND s.agency_id = ANY (recoveries_offices((is_now ->> 'agency_id')::bigint))) THEN
            RETURN 'there is no such source that is open';
        ELSIF is_now ->> 'file' <> '' AND NOT EXISTS (SELECT FROM files_file f WHERE f.sha256 = is_now ->> 'file') THEN
            RETURN 'there is no such file';
        END IF;
    ELSIF e.kind = 'withdrawn' AND e.noun = 'delivery'
          AND NOT EXISTS (SELECT FROM hotspots_source s WHERE s.public_id = is_now ->> 'source' AND s.kind = 'tips') AND EXISTS (SELECT FROM hotspots_delivery d WHERE d.source = is_now ->> 'source'
            AND d.state = 'loaded' AND d.id > (is_now ->> 'id')::bigint) THEN
        RETURN 'a later one of its source stands on it';
    ELSIF e.noun = 'pair' AND (SELECT count(*) FROM hotspots_source s WHERE s.compartment = is_now ->> 'compartment'
            AND s.public_id IN (split_part(is_now ->> 'kept', ' ', 1), split_part(is_now ->> 'dropped', ' ', 1))) <> 2 THEN
        RETURN 'its incidents are not of two sources of its compartment';
    ELSIF e.kind = 'withdrawn' AND length(btrim(is_now ->> 'reason')) < 3 THEN
        RETURN 'it does not say why';
    END IF;
    RETURN NULL;
END $$;
