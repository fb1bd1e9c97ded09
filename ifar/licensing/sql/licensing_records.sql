-- The records of one party: the one that stands, and all that were joined to it.
CREATE OR REPLACE FUNCTION licensing_records(one text) RETURNS text[]
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH RECURSIVE up AS (
        SELECT public_id, merged_into FROM parties_party WHERE public_id = one
        UNION SELECT p.public_id, p.merged_into FROM up JOIN parties_party p ON p.public_id = up.merged_into
    ), whole AS (
        SELECT public_id FROM up WHERE merged_into = ''
        UNION SELECT p.public_id FROM whole JOIN parties_party p ON p.merged_into = whole.public_id AND p.merged_into <> ''
    )
    SELECT array_agg(public_id::text) || one FROM whole
$$;
