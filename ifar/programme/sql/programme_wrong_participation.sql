-- Figures of participants hold numbers and nothing else.
-- By its own hand: figures stand in the clear log, out of which a name that was slipped into them could not be taken.
CREATE OR REPLACE FUNCTION programme_wrong_participation(is_now jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'counts') c WHERE c.value - ARRAY['sex', 'age', 'number'] <> '{}'::jsonb
                  OR jsonb_typeof(c.value -> 'number') <> 'number' OR (c.value ->> 'number')::numeric <= 0
                  OR c.value ->> 'sex' NOT IN ('female', 'male', 'other', 'not_said')
                  OR c.value ->> 'age' NOT IN ('under_15', '15_24', '25_59', '60_up', 'not_said')) THEN 'it says more than numbers by sex and age'
        WHEN (SELECT sum((c.value ->> 'number')::numeric) FROM jsonb_array_elements(is_now -> 'counts') c) IS DISTINCT FROM (is_now ->> 'total')::numeric
            THEN 'its parts come to something else' END
$$;
