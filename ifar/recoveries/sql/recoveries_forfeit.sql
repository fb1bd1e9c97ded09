-- What was confiscated or put up for disposal, and did not lawfully pass to somebody since by an act of two people.
CREATE OR REPLACE FUNCTION recoveries_forfeit(object text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT e.changes ->> 'legal' IN ('confiscated', 'for_disposal')
        FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id
        WHERE f.public_id = object AND e.changes ? 'legal' AND (
            e.changes ->> 'legal' IN ('confiscated', 'for_disposal')
            OR e.kind IN ('returned_to_owner', 'sold_from_disposal', 'sold_to_civilians', 'state_stock_received', 'deactivated', 'annulled'))
        ORDER BY e.n DESC LIMIT 1), false)
$$;
