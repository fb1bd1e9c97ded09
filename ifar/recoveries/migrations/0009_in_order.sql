-- What an act waits for, asked twice: by whoever writes, before the act's entry takes its number in the log, and by the trigger, for whoever did
-- not ask. So nothing comes to a case while it is concluded, and one exhibit stands on one sealed list.

-- Locks, always in this order: the case, the items.
CREATE FUNCTION recoveries_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF noun = 'case' THEN
        PERFORM FROM recoveries_case c WHERE c.public_id = subject FOR UPDATE;
    ELSIF noun = 'item' THEN
        PERFORM FROM recoveries_case c WHERE c.public_id = coalesce(sets ->> 'case', (
            SELECT o.public_id FROM recoveries_item i JOIN recoveries_case o ON o.id = i.case_id WHERE i.public_id = subject)) FOR UPDATE;
        -- Two arms that are said to be each other wait for each other.
        PERFORM FROM recoveries_item i WHERE i.public_id IN (subject, sets ->> 'weapon', sets ->> 'merged_into') ORDER BY i.public_id FOR UPDATE;
    END IF;
END $$;

CREATE FUNCTION recoveries_event_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM recoveries_wait(NEW.noun, NEW.kind, NEW.subject, NEW.changes, NEW.details);
    RETURN NEW;
END $$;
CREATE TRIGGER a_wait BEFORE INSERT ON recoveries_event FOR EACH ROW EXECUTE FUNCTION recoveries_event_wait();
ALTER TABLE recoveries_event ENABLE ALWAYS TRIGGER a_wait;

-- Locks, always in this order: the batch, room or other record itself, the chains of what stands on its list.
CREATE FUNCTION recoveries_custody_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM recoveries_custodyact a WHERE a.noun = recoveries_custody_wait.noun AND a.kind = recoveries_custody_wait.kind) THEN
        RETURN;
    END IF;
    EXECUTE format('SELECT FROM %I r WHERE r.public_id = $1 FOR UPDATE', 'recoveries_' || noun) USING subject;
    IF noun = 'batch' AND kind IN ('sealed', 'destroyed') THEN
        PERFORM FROM recoveries_chain c WHERE c.public_id IN (
            SELECT l.exhibit FROM recoveries_batch b, jsonb_to_recordset(b.lines) AS l(exhibit text) WHERE b.public_id = subject)
            ORDER BY c.public_id FOR UPDATE;
    ELSIF noun = 'count' AND kind = 'begun' THEN
        PERFORM FROM recoveries_room r WHERE r.public_id = sets ->> 'room' FOR SHARE;
    END IF;
END $$;

CREATE FUNCTION recoveries_custodyevent_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM recoveries_custody_wait(NEW.noun, NEW.kind, NEW.subject, NEW.changes, NEW.details);
    RETURN NEW;
END $$;
CREATE TRIGGER a_wait BEFORE INSERT ON recoveries_custodyevent FOR EACH ROW EXECUTE FUNCTION recoveries_custodyevent_wait();
ALTER TABLE recoveries_custodyevent ENABLE ALWAYS TRIGGER a_wait;

-- An erasure waits for whoever amends the case: it takes the narrative that it names, and not the one that was told meanwhile.
CREATE FUNCTION recoveries_erasure_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM recoveries_case c WHERE c.public_id = (SELECT e.subject FROM recoveries_event e WHERE e.id = NEW.entry AND e.noun = 'case') FOR UPDATE;
    RETURN NEW;
END $$;
CREATE TRIGGER a_a_wait_recoveries BEFORE INSERT ON ledger_erasure FOR EACH ROW EXECUTE FUNCTION recoveries_erasure_wait();
ALTER TABLE ledger_erasure ENABLE ALWAYS TRIGGER a_a_wait_recoveries;
