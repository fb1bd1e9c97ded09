CREATE OR REPLACE FUNCTION cashier_ranges(numbers int8multirange) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_array(lower(r), upper(r) - 1) ORDER BY lower(r)), '[]'::jsonb) FROM unnest(numbers) AS r
$$;
