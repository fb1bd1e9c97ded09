-- What comes out of files of others says what its act says: every row is there before the act, none comes later, and the act commits to all.
CREATE OR REPLACE FUNCTION programme_others_digest(of text) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT encode(sha256(coalesce(string_agg(sha256(convert_to(jsonb_build_array(a.publisher, a.identifier, a.title, a.status, a.gone, to_jsonb(a.countries),
        to_jsonb(a.outcomes), a.fingerprint, a.said)::text, 'UTF8')), ''::bytea ORDER BY a.publisher COLLATE "C", a.identifier COLLATE "C"), ''::bytea)), 'hex')
    FROM programme_othersactivity a WHERE a.othersfile = of
$$;
