-- What an act waits for, asked twice: by whoever writes, before the act's entry takes its number in the log, and by the trigger, for whoever did
-- not ask. So no response begins on a hotspot that is closed meanwhile, and none is closed while a response begins.

-- Locks, always in this order: the sources (by name), the hotspot, the record itself.
CREATE FUNCTION hotspots_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

CREATE FUNCTION hotspots_event_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM hotspots_wait(NEW.noun, NEW.kind, NEW.subject, NEW.changes, NEW.details);
    RETURN NEW;
END $$;
CREATE TRIGGER a_wait BEFORE INSERT ON hotspots_event FOR EACH ROW EXECUTE FUNCTION hotspots_event_wait();
ALTER TABLE hotspots_event ENABLE ALWAYS TRIGGER a_wait;

-- An erasure waits for whoever says the same anew: it takes the words that it names, and not those that came meanwhile.
CREATE FUNCTION hotspots_erasure_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    was hotspots_event;
BEGIN
    SELECT e.* INTO was FROM hotspots_event e WHERE e.id = NEW.entry;
    IF was.id IS NOT NULL THEN
        EXECUTE format('SELECT FROM %I r WHERE r.public_id = $1 FOR UPDATE', 'hotspots_' || was.noun) USING was.subject;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_a_wait_hotspots BEFORE INSERT ON ledger_erasure FOR EACH ROW EXECUTE FUNCTION hotspots_erasure_wait();
ALTER TABLE ledger_erasure ENABLE ALWAYS TRIGGER a_a_wait_hotspots;
