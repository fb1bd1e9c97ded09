-- Some offices, those above them and those under them, by their public identifiers.
CREATE OR REPLACE FUNCTION oversight_near(offices text[]) RETURNS text[]
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH RECURSIVE up AS (
        SELECT a.id, a.parent_id, a.public_id FROM accounts_agency a WHERE a.public_id = ANY (offices)
        UNION SELECT a.id, a.parent_id, a.public_id FROM up JOIN accounts_agency a ON a.id = up.parent_id
    ), down AS (
        SELECT a.id, a.public_id FROM accounts_agency a WHERE a.public_id = ANY (offices)
        UNION SELECT a.id, a.public_id FROM down JOIN accounts_agency a ON a.parent_id = down.id
    )
    SELECT coalesce(array_agg(public_id), '{}') FROM (SELECT public_id FROM up UNION SELECT public_id FROM down) n
$$;
