-- How many rounds lines name together.
CREATE OR REPLACE FUNCTION stocks_rounds(lines jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(sum((r ->> 'quantity')::bigint), 0)::bigint FROM jsonb_array_elements(lines) r
$$;
