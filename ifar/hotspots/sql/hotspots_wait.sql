-- Locks, always in this order: the sources (by name), the hotspot, the record itself.
CREATE OR REPLACE FUNCTION hotspots_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    of text;
BEGIN
    IF NOT EXISTS (SELECT FROM hotspots_act a WHERE a.noun = hotspots_wait.noun AND a.kind = hotspots_wait.kind) THEN
        RETURN;
    END IF;
    -- How an incident stands follows from all deliveries of its source and from the pairs that name it.
    IF noun IN ('source', 'delivery') THEN
        PERFORM pg_advisory_xact_lock(1767268741, hashtext(CASE noun WHEN 'source' THEN subject ELSE
            coalesce(sets ->> 'source', (SELECT d.source FROM hotspots_delivery d WHERE d.public_id = subject)) END));
    ELSIF noun = 'pair' THEN
        FOR of IN SELECT DISTINCT split_part(p.name, ' ', 1) AS source FROM (
                      SELECT sets ->> 'kept' UNION ALL SELECT sets ->> 'dropped'
                      UNION ALL SELECT r.kept FROM hotspots_pair r WHERE r.public_id = subject
                      UNION ALL SELECT r.dropped FROM hotspots_pair r WHERE r.public_id = subject) AS p (name)
                  WHERE p.name <> '' ORDER BY source LOOP
            PERFORM pg_advisory_xact_lock(1767268741, hashtext(of));
        END LOOP;
    ELSIF noun = 'alert' THEN
        PERFORM FROM hotspots_hotspot h WHERE h.public_id = sets ->> 'hotspot' FOR UPDATE;
    ELSIF noun IN ('report', 'response', 'plan', 'effect') THEN
        of := sets ->> 'hotspot';
        IF of IS NULL THEN
            EXECUTE format('SELECT r.hotspot FROM %I r WHERE r.public_id = $1', 'hotspots_' || noun) INTO of USING subject;
        END IF;
        PERFORM FROM hotspots_hotspot h WHERE h.public_id = of FOR UPDATE;
    END IF;
    EXECUTE format('SELECT FROM %I r WHERE r.public_id = $1 FOR UPDATE', 'hotspots_' || noun) USING subject;
END $$;
