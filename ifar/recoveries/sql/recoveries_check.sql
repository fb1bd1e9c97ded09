-- What an act asks for beyond the table: `was` is the record before, `is_now` after it.
CREATE OR REPLACE FUNCTION recoveries_check(e recoveries_event, was jsonb, is_now jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    wrong text;
    other recoveries_item;
BEGIN
    IF e.noun = 'item' AND NOT EXISTS (SELECT FROM recoveries_case c WHERE c.id = (is_now ->> 'case_id')::bigint AND c.state = 'open')
       AND e.kind IN ('entered', 'amended', 'photographed', 'linked', 'unlinked', 'compared', 'merged') THEN
        wrong := 'its case is concluded';
    ELSIF e.kind = 'linked' THEN
        -- The event in the firearm's life is there, of this firearm, and says what the case says.
        IF NOT EXISTS (SELECT FROM registry_event r JOIN registry_firearm f ON f.id = r.firearm_id
                       JOIN recoveries_case c ON c.id = (is_now ->> 'case_id')::bigint
                       WHERE r.id = (is_now ->> 'recorded')::uuid AND f.public_id = is_now ->> 'firearm' AND r.kind = c.kind
                         AND r.details ->> 'exhibit' = e.subject) THEN
            wrong := 'no event of this firearm says that it was taken in under this exhibit';
        END IF;
    ELSIF e.kind IN ('compared', 'merged') THEN
        SELECT * INTO other FROM recoveries_item WHERE public_id = coalesce(nullif(is_now ->> 'merged_into', ''), is_now ->> 'weapon');
        IF is_now ->> 'weapon' = '' AND e.kind = 'compared' THEN
            NULL;
        ELSIF other.id IS NULL OR other.kind NOT IN ('firearm', 'unrecovered') OR other.public_id = e.subject OR other.state = 'merged' THEN
            wrong := 'that is no firearm that could be it';
        ELSIF e.kind = 'merged' AND was ->> 'kind' <> 'unrecovered' THEN
            wrong := 'only a firearm that was not found becomes one that was';
        ELSIF e.kind = 'compared' AND was ->> 'kind' NOT IN ('cartridge_case', 'bullet') THEN
            wrong := 'only what was fired is compared';
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be %: %', e.subject, e.kind, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;
