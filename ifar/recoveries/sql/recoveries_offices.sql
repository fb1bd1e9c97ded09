-- An office and all that stand below it: whose cases its people see.
CREATE OR REPLACE FUNCTION recoveries_offices(office bigint) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH RECURSIVE below AS (
        SELECT id FROM accounts_agency WHERE id = office
        UNION SELECT a.id FROM accounts_agency a JOIN below b ON a.parent_id = b.id
    )
    SELECT coalesce(array_agg(id), '{}') FROM below
$$;
