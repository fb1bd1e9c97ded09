-- What an act on a request asks for beyond its guards: `was` is the record before, `is_now` after it; null where nothing is wrong.
-- By its own hand: a term is owed to another State: nobody gives themselves more, and the ground of a refusal leaves in words.
CREATE OR REPLACE FUNCTION tracing_check_request(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    words CONSTANT text := btrim(regexp_replace(coalesce(personal ->> 'note', ''), '\s+', ' ', 'g'));
    due CONSTANT timestamptz := (is_now ->> 'due_at')::timestamptz;
BEGIN
    IF e.kind IN ('drafted', 'amended') AND is_now ->> 'item' <> '' AND NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = is_now ->> 'item') THEN
        RETURN 'there is no such exhibit';
    ELSIF e.kind IN ('drafted', 'received', 'amended') AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'office' AND NOT a.closed) THEN
        RETURN 'there is no such office';
    ELSIF e.kind = 'amended' AND is_now ->> 'parent' = e.subject THEN
        RETURN 'it does not follow on itself';
    ELSIF e.kind = 'sent' AND (is_now -> 'illicit' = '[]' OR is_now ->> 'circumstances' IS NULL) THEN
        RETURN 'it does not say why, or how it was found';
    ELSIF due IS DISTINCT FROM (was ->> 'due_at')::timestamptz
          AND (due < written.recorded_at - interval '1 second' OR due > written.recorded_at + interval '120 days') THEN
        RETURN 'its term is none that anybody has';
    ELSIF e.kind IN ('delayed', 'restricted', 'refused') AND length(words) < 10 THEN
        RETURN 'its ground has no words';
    ELSIF e.kind = 'withdrawn' AND length(words) < (CASE is_now ->> 'direction' WHEN 'incoming' THEN 10 ELSE 1 END) THEN
        RETURN 'it does not say why, or what they wrote who asked';
    ELSIF e.kind = 'searched' AND was ->> 'due_at' IS NOT NULL AND due IS DISTINCT FROM (was ->> 'due_at')::timestamptz THEN
        RETURN 'a search gives nobody more time';
    ELSIF e.kind = 'resumed' AND was ->> 'state' = 'delayed' AND due > written.recorded_at + tracing_rest(e.subject) + interval '1 second' THEN
        RETURN 'a delay gives nobody more time';
    ELSIF e.kind = 'settled' THEN
        RETURN tracing_check_outcome(is_now);
    ELSIF e.kind = 'identified' AND is_now ->> 'firearm' <> '' AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = is_now ->> 'firearm') THEN
        RETURN 'there is no such firearm';
    ELSIF e.kind = 'let_in' AND EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'named') named WHERE NOT EXISTS (
            SELECT FROM accounts_agency a WHERE a.public_id = named.value AND NOT a.closed)) THEN
        RETURN 'there is no such office';
    ELSIF e.kind IN ('answered', 'restricted', 'disclosed') THEN
        RETURN tracing_check_left(e, is_now, personal);
    END IF;
    RETURN NULL;
END $$;
