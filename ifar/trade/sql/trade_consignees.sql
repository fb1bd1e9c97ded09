-- Everybody to whom goods may go by an authorisation: its consignee, and those besides.
CREATE OR REPLACE FUNCTION trade_consignees(a jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT array_agg(who) FROM (
        SELECT a ->> 'consignee' AS who UNION ALL SELECT jsonb_array_elements_text(coalesce(a -> 'further', '[]'))) n
$$;
