-- What generated columns and indexes are made of. It stays as it is: another rule is a function of another name, in a migration that makes
-- columns and indexes anew, because those that stand keep what the former rule said.

-- A lot is looked for as it was read, without what stands between its letters and figures.
CREATE FUNCTION tracing_bare(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT upper(regexp_replace(coalesce(said, ''), '[^[:alnum:]]', '', 'g'))
$$;
