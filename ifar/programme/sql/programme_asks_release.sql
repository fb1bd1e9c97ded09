-- Whether support to a recipient needs a release (`diligence.asks_release`).
CREATE OR REPLACE FUNCTION programme_asks_release(kind text, support text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT kind IN ('police', 'gendarmerie', 'military', 'border', 'customs', 'prison', 'intelligence', 'other')
       AND EXISTS (SELECT FROM unnest(support) s WHERE s NOT IN ('rights_training', 'rights_standards', 'mediation', 'evacuation'))
$$;
