-- An office and every office above it.
CREATE OR REPLACE FUNCTION stocks_above(office bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH RECURSIVE chain AS (
        SELECT a.id, a.parent_id FROM accounts_agency a WHERE a.id = office
        UNION SELECT a.id, a.parent_id FROM chain c JOIN accounts_agency a ON a.id = c.parent_id
    ) SELECT id FROM chain
$$;
