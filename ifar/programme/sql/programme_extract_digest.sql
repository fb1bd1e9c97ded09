CREATE OR REPLACE FUNCTION programme_extract_digest(of text) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT encode(sha256(coalesce(string_agg(sha256(convert_to(jsonb_build_array(r.line, r.feed, r.outcome, r.key, r.figures, r.journal, r.code, r.params)::text,
        'UTF8')), ''::bytea ORDER BY r.line), ''::bytea)), 'hex')
    FROM programme_extractrow r WHERE r.extract = of
$$;
