-- Who was let into a secret request; rounds of a lot; papers that say what left; exchanges of experience; what the figures need of each request.
CREATE OR REPLACE FUNCTION tracing_check_request(e tracing_event, was jsonb, is_now jsonb, written ledger_entry,
    personal jsonb) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    direction CONSTANT text := is_now ->> 'direction';
    owner CONSTANT text := (SELECT public_id FROM accounts_agency WHERE id = (is_now ->> 'agency_id')::bigint);
    words CONSTANT text := btrim(regexp_replace(coalesce(personal ->> 'note', ''), '\s+', ' ', 'g'));
    due CONSTANT timestamptz := (is_now ->> 'due_at')::timestamptz;
BEGIN
    IF NOT EXISTS (SELECT FROM tracing_act a WHERE a.noun = e.noun AND a.kind = e.kind AND a.directions @> ARRAY[direction]) THEN
        RETURN 'it is a request of another direction';
    ELSIF written.agency NOT IN (owner, is_now ->> 'office')
          OR e.kind IN ('drafted', 'received', 'amended', 'sent', 'settled', 'withdrawn') AND written.agency <> owner
          OR direction <> 'domestic' AND is_now ->> 'office' <> owner
          OR direction <> 'outgoing' AND written.agency <> is_now ->> 'office'
             AND e.kind IN ('acknowledged', 'searched', 'identified', 'answered', 'not_found', 'delayed', 'restricted', 'refused', 'resumed', 'disclosed') THEN
        RETURN 'it is another office''s to do';
    END IF;
    IF e.kind IN ('drafted', 'received', 'amended') THEN
        IF is_now ->> 'item' <> '' AND (e.kind = 'received' OR NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = is_now ->> 'item')) THEN
            RETURN 'there is no such exhibit';
        ELSIF NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'office' AND NOT a.closed) THEN
            RETURN 'there is no such office';
        ELSIF is_now ->> 'parent' <> '' AND NOT EXISTS (SELECT FROM tracing_request r WHERE r.public_id = is_now ->> 'parent' AND r.public_id <> e.subject) THEN
            RETURN 'there is no request that it follows on';
        END IF;
    END IF;
    IF e.kind = 'received' AND (is_now ->> 'reference' = '' OR is_now ->> 'country' = '') THEN
        RETURN 'it does not say who asked, or under which number';
    ELSIF e.kind = 'sent' AND (is_now -> 'illicit' = '[]' OR is_now ->> 'use' = '' OR is_now ->> 'recovered_on' IS NULL
                               OR is_now ->> 'circumstances' IS NULL OR is_now ->> 'number' = '' OR is_now ->> 'country' = '') THEN
        RETURN 'it does not say why, for what, when or how it was found';
    ELSIF is_now ->> 'state' IN ('sent', 'acknowledged', 'searching', 'delayed') AND due IS NULL THEN
        RETURN 'nobody would have to answer by any day';
    ELSIF due IS DISTINCT FROM (was ->> 'due_at')::timestamptz
          AND (due < written.recorded_at - interval '1 second' OR due > written.recorded_at + interval '120 days') THEN
        RETURN 'its term is none that anybody has';
    ELSIF e.kind IN ('delayed', 'restricted', 'refused') AND length(words) < 10 THEN
        RETURN 'its ground has no words';
    ELSIF e.kind = 'withdrawn' AND length(words) < (CASE direction WHEN 'incoming' THEN 10 ELSE 1 END) THEN
        RETURN 'it does not say why, or what they wrote who asked';
    ELSIF e.kind = 'searched' AND was ->> 'due_at' IS NOT NULL AND due IS DISTINCT FROM (was ->> 'due_at')::timestamptz THEN
        RETURN 'a search gives nobody more time';
    ELSIF e.kind = 'resumed' AND is_now ->> 'acknowledged_at' IS NULL THEN
        RETURN 'it was never acknowledged';
    ELSIF e.kind = 'resumed' AND was ->> 'state' = 'delayed' AND due > written.recorded_at + tracing_rest(e.subject) + interval '1 second' THEN
        RETURN 'a delay gives nobody more time';
    ELSIF e.kind = 'settled' THEN
        RETURN tracing_check_outcome(is_now);
    ELSIF e.kind = 'identified' AND is_now ->> 'firearm' <> '' AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = is_now ->> 'firearm') THEN
        RETURN 'there is no such firearm';
    ELSIF e.kind = 'let_in' AND EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'named') named WHERE NOT EXISTS (
            SELECT FROM accounts_agency a WHERE a.public_id = named.value AND NOT a.closed)) THEN
        RETURN 'there is no such office';
    ELSIF e.kind IN ('drafted', 'received', 'amended') AND is_now -> 'named' <> coalesce(was -> 'named', '[]') THEN
        RETURN 'offices are let in by an act of its own';
    ELSIF e.kind IN ('answered', 'restricted', 'disclosed') THEN
        RETURN tracing_check_left(e, is_now, personal);
    END IF;
    RETURN NULL;
END $$;
