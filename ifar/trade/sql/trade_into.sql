-- An authorisation as goods go to one of its States of destination: through which States they pass on the way there.
CREATE OR REPLACE FUNCTION trade_into(a jsonb, state text) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT a || jsonb_build_object('into_state', state, 'destinations', '{}'::jsonb, 'through', (
        SELECT coalesce(jsonb_agg(leg ORDER BY at), '[]') FROM jsonb_array_elements(a -> 'through') WITH ORDINALITY t (leg, at)
        WHERE coalesce(leg ->> 'into', '') IN ('', state)))
$$;
