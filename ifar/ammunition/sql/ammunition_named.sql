-- The lots that the lines of a movement name; none where they are no lines.
CREATE OR REPLACE FUNCTION ammunition_named(details jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT o ->> name), '{}') FROM jsonb_array_elements(
        CASE jsonb_typeof(details -> 'lines') WHEN 'array' THEN details -> 'lines' ELSE '[]' END) o CROSS JOIN unnest(ARRAY['lot', 'into']) AS name
    WHERE jsonb_typeof(o) = 'object' AND o ? name
$$;
