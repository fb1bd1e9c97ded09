-- Locks, always in this order: the batch, room or other record itself, the chains of what stands on its list.
CREATE OR REPLACE FUNCTION recoveries_custody_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
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
