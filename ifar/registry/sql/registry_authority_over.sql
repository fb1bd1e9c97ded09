-- The licensing authority over an office: the nearest above it, else the topmost of all; null where there is none.
CREATE OR REPLACE FUNCTION registry_authority_over(office bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH RECURSIVE chain AS (
        SELECT a.id, a.parent_id, 0 AS up FROM accounts_agency a WHERE a.id = office
        UNION ALL SELECT a.id, a.parent_id, c.up + 1 FROM chain c JOIN accounts_agency a ON a.id = c.parent_id WHERE c.up < 100
    )
    SELECT a.public_id FROM accounts_agency a LEFT JOIN chain c ON c.id = a.id
    WHERE a.kind = 'licensing_authority' AND NOT a.closed ORDER BY c.up, a.parent_id IS NOT NULL, a.id LIMIT 1
$$;
