-- Whether a firearm that is here for a time may stay until a day: a later one than before, and none after the last day of the authorisation under which it came.
CREATE OR REPLACE FUNCTION trade_may_stay(firearm bigint, until date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH came AS (
        SELECT e.n, e.details FROM registry_event e WHERE e.firearm_id = firearm AND e.kind = 'temporarily_imported' ORDER BY e.n DESC LIMIT 1)
    SELECT coalesce(until > (
        SELECT max((e.details ->> 'return_date')::date) FROM registry_event e CROSS JOIN came
        WHERE e.firearm_id = firearm AND e.n >= came.n AND e.kind IN ('temporarily_imported', 'stay_extended')
        AND NOT EXISTS (SELECT FROM registry_event a WHERE a.firearm_id = firearm AND a.kind = 'annulled' AND a.details ->> 'event' = e.id::text)), false)
    AND NOT EXISTS (
        SELECT FROM came JOIN trade_consignment c ON c.public_id = trade_plain(came.details ->> 'permit') JOIN trade_authorisation a ON a.id = c.authorisation_id
        WHERE a.state <> 'in_force' OR a.valid_to < until)
$$;
