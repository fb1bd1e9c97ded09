-- An exchange of experience (Firearms Protocol art. 12(1)-(2)): what goes out is what the rules let leave for that State.
-- By its own hand: what was told to another State cannot be called back, and its entry says what left.
CREATE OR REPLACE FUNCTION tracing_check_notice(e acts_event, is_now jsonb, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT personal ? 'said' THEN
        RETURN 'it says nothing';
    ELSIF e.kind <> 'sent' THEN
        RETURN NULL;
    ELSIF e.details ->> 'agreement' IS DISTINCT FROM tracing_agreement(is_now ->> 'recipient') OR e.details ->> 'to' IS DISTINCT FROM is_now ->> 'recipient' THEN
        RETURN 'its agreement or its State is another''s';
    ELSIF e.details -> 'left' IS DISTINCT FROM (SELECT jsonb_agg(k ORDER BY k COLLATE "C") FROM jsonb_object_keys(personal -> 'said') k) THEN
        RETURN 'another thing leaves than it says';
    ELSIF EXISTS (SELECT FROM jsonb_array_elements_text(e.details -> 'left') datum WHERE NOT EXISTS (
            SELECT FROM tracing_rule r WHERE r.datum = datum.value AND e.details ->> 'agreement' = ANY (r.agreements))) THEN
        RETURN 'the rules keep some of what leaves';
    END IF;
    RETURN NULL;
END $$;
