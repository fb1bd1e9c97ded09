-- Whether an act on a crate says of its arms what cannot be: that one came, or was lost, which was not packed, twice, or that what came did not.
CREATE OR REPLACE FUNCTION placement_crate(was jsonb, is_now jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT NOT (is_now -> 'received') @> (was -> 'received') OR NOT (is_now -> 'lost') @> (was -> 'lost') OR NOT (is_now -> 'back') @> (was -> 'back')
        OR NOT (is_now -> 'firearms') @> (is_now -> 'back') OR NOT (is_now -> 'firearms') @> (is_now -> 'received') OR NOT (is_now -> 'firearms') @> (is_now -> 'lost')
        OR NOT (is_now -> 'firearms') @> (is_now -> 'missing')
        OR jsonb_array_length(is_now -> 'received') + jsonb_array_length(is_now -> 'back') + jsonb_array_length(is_now -> 'lost') > jsonb_array_length(is_now -> 'firearms')
$$;
