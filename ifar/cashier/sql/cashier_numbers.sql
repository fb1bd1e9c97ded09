-- Ranges [first, last] as JSON, and as a multirange to reckon with.
CREATE OR REPLACE FUNCTION cashier_numbers(said jsonb) RETURNS int8multirange
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(range_agg(int8range((r ->> 0)::bigint, (r ->> 1)::bigint, '[]')), '{}'::int8multirange) FROM jsonb_array_elements(said) AS r
$$;
