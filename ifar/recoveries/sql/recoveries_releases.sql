-- A destruction that a sealed list names: the two people who sealed the list answer for each firearm on it, once the batch was destroyed
-- before its witnesses. The event says of it what the batch says, and nothing else.
CREATE OR REPLACE FUNCTION recoveries_releases(act text, object text, said jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT act = 'registry.destroyed' AND EXISTS (
        SELECT FROM recoveries_batch b JOIN recoveries_custodyevent s ON s.subject = b.public_id AND s.kind = 'sealed'
        JOIN jsonb_to_recordset(b.lines) AS l(exhibit text, firearm text) ON l.firearm = object
        WHERE b.public_id = said -> 'details' ->> 'list' AND b.state = 'destroyed' AND s.proposal = said ->> 'proposal'
          AND NOT b.exceptions ? l.exhibit
          AND said -> 'details' ->> 'order' = b."order" AND said -> 'details' ->> 'method' = b.method
          AND said -> 'details' -> 'witnesses' = to_jsonb(b.witnesses))
$$;
