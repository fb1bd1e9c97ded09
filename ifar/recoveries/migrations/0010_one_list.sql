-- One exhibit stands on one open list, from the moment on in which the list is begun: two lists of which one would be sealed and the other
-- waits are two answers to where an arm is. Whoever puts it on a list waits for whoever does so at the same moment.

-- Locks, always in this order: the batch, room or other record itself, the chains of what stands on its list.
CREATE OR REPLACE FUNCTION recoveries_custody_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
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
    ELSIF noun = 'batch' AND kind IN ('opened', 'listed') THEN
        PERFORM FROM recoveries_chain c WHERE c.public_id IN (SELECT l ->> 'exhibit' FROM jsonb_array_elements(sets -> 'lines') AS l)
            ORDER BY c.public_id FOR UPDATE;
    ELSIF noun = 'count' AND kind = 'begun' THEN
        PERFORM FROM recoveries_room r WHERE r.public_id = sets ->> 'room' FOR SHARE;
    END IF;
END $$;


CREATE FUNCTION recoveries_one_list() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM recoveries_batch own, jsonb_to_recordset(own.lines) AS l(exhibit text), recoveries_batch b,
                           jsonb_to_recordset(b.lines) AS o(exhibit text)
               WHERE own.public_id = NEW.subject AND b.public_id <> own.public_id AND b.state IN ('draft', 'sealed') AND o.exhibit = l.exhibit) THEN
        RAISE EXCEPTION 'ifar: something on its list stands on another open list' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER one_list BEFORE INSERT ON recoveries_custodyevent FOR EACH ROW
    WHEN (NEW.noun = 'batch' AND NEW.kind IN ('opened', 'listed', 'sealed')) EXECUTE FUNCTION recoveries_one_list();
ALTER TABLE recoveries_custodyevent ENABLE ALWAYS TRIGGER one_list;

-- An entry of a device that came to a case that there was arrives once, as one that opened a case does.
CREATE UNIQUE INDEX recoveries_event_capture ON recoveries_event ((details ->> 'capture'))
    WHERE noun = 'item' AND kind = 'entered' AND details ->> 'capture' IS NOT NULL;
