-- Whether the human-rights check leaves nothing open (`response.py`, RIGHTS): some questions nothing can stand for.
CREATE OR REPLACE FUNCTION hotspots_rights_pass(rights jsonb, words jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM unnest(ARRAY['legal_basis', 'necessary', 'proportionate', 'no_profiling', 'force', 'remedy']) AS q
        WHERE rights ->> q IS DISTINCT FROM 'yes')
    AND NOT EXISTS (
        SELECT FROM unnest(ARRAY['privacy', 'vulnerable', 'oversight', 'consulted']) AS q
        WHERE rights ->> q IS DISTINCT FROM 'yes'
          AND (coalesce(rights ->> q, '') NOT IN ('no', 'partly', 'unknown') OR btrim(coalesce(words ->> ('mitigation:' || q), '')) = ''))
$$;
