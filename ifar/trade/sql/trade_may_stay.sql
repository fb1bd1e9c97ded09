-- Whether a firearm that is here or abroad for a time may stay until a day: a later one than before, and none after the last day of the authorisation or the
-- journey under which it came or went.
CREATE OR REPLACE FUNCTION trade_may_stay(firearm bigint, until date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH moved AS (
        SELECT e.n, e.details FROM registry_event e WHERE e.firearm_id = firearm AND e.kind IN ('temporarily_imported', 'temporarily_exported') ORDER BY e.n DESC LIMIT 1)
    SELECT coalesce(until > (
        SELECT max((e.details ->> 'return_date')::date) FROM registry_event e CROSS JOIN moved m
        WHERE e.firearm_id = firearm AND (e.n = m.n OR e.n > m.n AND e.kind IN ('stay_extended', 'absence_extended'))
        AND NOT EXISTS (SELECT FROM registry_event a WHERE a.firearm_id = firearm AND a.kind = 'annulled' AND a.details ->> 'event' = e.id::text)), false)
    AND NOT EXISTS (
        SELECT FROM moved JOIN trade_consignment c ON c.public_id = trade_plain(moved.details ->> 'permit') JOIN trade_authorisation a ON a.id = c.authorisation_id
        WHERE a.state <> 'in_force' OR a.valid_to < until)
    AND NOT EXISTS (
        SELECT FROM moved JOIN trade_journey j ON j.public_id = trade_plain(moved.details ->> 'permit') WHERE j.state <> 'under_way' OR j.return_by < until)
$$;
