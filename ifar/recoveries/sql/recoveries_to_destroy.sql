-- The lines of a batch that no exception names.
CREATE OR REPLACE FUNCTION recoveries_to_destroy(batch jsonb) RETURNS SETOF jsonb
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT l FROM jsonb_array_elements(batch -> 'lines') AS l WHERE NOT (batch -> 'exceptions') ? (l ->> 'exhibit')
$$;
