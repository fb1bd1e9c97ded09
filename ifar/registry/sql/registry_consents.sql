-- Whether its owner lets the trader that keeps a firearm on consignment sell it: as it was sent, and not withdrawn since.
CREATE OR REPLACE FUNCTION registry_consents(firearm bigint, owner text, keeper text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT e.details ->> 'terms' = 'commission' AND NOT EXISTS (
            SELECT FROM registry_event w WHERE w.firearm_id = firearm AND w.kind = 'consent_withdrawn' AND w.n > e.n
            AND NOT EXISTS (SELECT FROM registry_event a WHERE a.firearm_id = firearm AND a.kind = 'annulled' AND a.details ->> 'event' = w.id::text))
        FROM registry_event e WHERE e.firearm_id = firearm AND e.kind = 'despatch_received'
        AND e.details ->> 'sender' = owner AND e.details ->> 'receiver' = keeper ORDER BY e.n DESC LIMIT 1), false)
$$;
