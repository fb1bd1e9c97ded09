-- People and alliances. Figures of participants hold numbers and nothing else; nobody answers a complaint about themselves; a report of a parcel
-- or listing comes from the reporting office itself, and another takes it on.
CREATE OR REPLACE FUNCTION programme_check_participation(is_now jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM programme_initiative i WHERE i.public_id = is_now ->> 'initiative' AND i.state IN ('running', 'ended')) THEN
        RETURN 'the initiative did not begin, or there is none';
    ELSIF EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'counts') c WHERE c.value - ARRAY['sex', 'age', 'number'] <> '{}'::jsonb
                  OR jsonb_typeof(c.value -> 'number') <> 'number' OR (c.value ->> 'number')::numeric <= 0
                  OR c.value ->> 'sex' NOT IN ('female', 'male', 'other', 'not_said')
                  OR c.value ->> 'age' NOT IN ('under_15', '15_24', '25_59', '60_up', 'not_said')) THEN
        RETURN 'it says more than numbers by sex and age';
    ELSIF (SELECT sum((c.value ->> 'number')::numeric) FROM jsonb_array_elements(is_now -> 'counts') c) IS DISTINCT FROM (is_now ->> 'total')::numeric THEN
        RETURN 'its parts come to something else';
    END IF;
    RETURN NULL;
END $$;
