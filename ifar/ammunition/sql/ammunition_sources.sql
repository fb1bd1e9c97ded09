-- Some lots, and all those from which rounds came into them; `accounts.Origins.sources` says the same.
CREATE OR REPLACE FUNCTION ammunition_sources(lots text[]) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH RECURSIVE up AS (
        SELECT unnest(lots) AS lot
        UNION SELECT s.source::text FROM up u CROSS JOIN LATERAL (
            SELECT p.source FROM ammunition_posting p WHERE p.lot = u.lot AND p.source <> '' GROUP BY p.source HAVING sum(p.amount) > 0) s
    ) SELECT lot FROM up
$$;
