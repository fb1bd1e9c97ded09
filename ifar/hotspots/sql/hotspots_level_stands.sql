-- Whether a level may stand on these kinds of sources: what a State recovered and traced itself raises nothing above watch (`surveillance_bias.py`).
CREATE OR REPLACE FUNCTION hotspots_level_stands(level text, kinds jsonb, reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT level IN ('none', 'watch') OR btrim(coalesce(reason, '')) <> ''
        OR EXISTS (SELECT FROM jsonb_array_elements_text(kinds) AS k WHERE k NOT IN ('recoveries', 'traces', 'tips'))
$$;
