-- Whether each kind of violation is named exactly once (`programme/diligence.py`).
CREATE OR REPLACE FUNCTION programme_whole(risks jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(r.value ->> 'risk' ORDER BY r.value ->> 'risk' COLLATE "C") = ARRAY['children', 'detention', 'disappearances', 'force',
        'killings', 'misuse', 'refoulement', 'sexual_violence', 'torture'], false) FROM jsonb_array_elements(risks) r
$$;
