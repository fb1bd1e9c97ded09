-- The locks of an act beside its record's own. So no response begins on a hotspot that is closed meanwhile, and none is closed while a response begins;
-- and how an incident stands follows from all deliveries of its source and from the pairs that name it.
-- Always in this order: the sources (by name), the hotspot, the record itself.
CREATE OR REPLACE FUNCTION hotspots_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    named text;
BEGIN
    IF record_type IN ('source', 'delivery') THEN
        PERFORM pg_advisory_xact_lock(1767268741, hashtext(CASE record_type WHEN 'source' THEN subject ELSE
            coalesce(changes ->> 'source', (SELECT d.source FROM hotspots_delivery d WHERE d.public_id = subject)) END));
    ELSIF record_type = 'pair' THEN
        FOR named IN SELECT DISTINCT split_part(p.name, ' ', 1) AS source FROM (
                      SELECT changes ->> 'kept' UNION ALL SELECT changes ->> 'dropped'
                      UNION ALL SELECT r.kept FROM hotspots_pair r WHERE r.public_id = subject
                      UNION ALL SELECT r.dropped FROM hotspots_pair r WHERE r.public_id = subject) AS p (name)
                  WHERE p.name <> '' ORDER BY source LOOP
            PERFORM pg_advisory_xact_lock(1767268741, hashtext(named));
        END LOOP;
    ELSIF record_type = 'alert' THEN
        PERFORM FROM hotspots_hotspot h WHERE h.public_id = changes ->> 'hotspot' FOR UPDATE;
    ELSIF record_type IN ('report', 'response', 'plan', 'effect') THEN
        named := changes ->> 'hotspot';
        IF named IS NULL THEN
            EXECUTE format('SELECT r.hotspot FROM %I r WHERE r.public_id = $1', 'hotspots_' || record_type) INTO named USING subject;
        END IF;
        PERFORM FROM hotspots_hotspot h WHERE h.public_id = named FOR UPDATE;
    END IF;
END $$;
