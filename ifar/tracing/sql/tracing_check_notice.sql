-- An exchange of experience (Firearms Protocol art. 12(1)-(2)) belongs to no request; what goes out is what the rules let leave for that State.
CREATE OR REPLACE FUNCTION tracing_check_notice(e tracing_event, is_now jsonb, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF is_now ->> 'request' <> '' THEN
        RETURN 'it belongs to no request';
    ELSIF is_now ->> 'sender' = is_now ->> 'recipient' OR is_now ->> 'sender' = '' OR is_now ->> 'recipient' = '' OR is_now ->> 'message' = ''
          OR is_now ->> 'hash' !~ '^[0-9a-f]{64}$' OR is_now ->> 'expires_on' IS NULL THEN
        RETURN 'it does not say which file it is';
    ELSIF NOT personal ? 'said' THEN
        RETURN 'it says nothing';
    ELSIF e.kind = 'sent' AND (e.details ->> 'agreement' IS DISTINCT FROM tracing_agreement(is_now ->> 'recipient')
          OR e.details ->> 'to' IS DISTINCT FROM is_now ->> 'recipient') THEN
        RETURN 'its agreement or its State is another''s';
    ELSIF e.kind = 'sent' AND e.details -> 'left' IS DISTINCT FROM
          (SELECT jsonb_agg(k ORDER BY k COLLATE "C") FROM jsonb_object_keys(personal -> 'said') k) THEN
        RETURN 'another thing leaves than it says';
    ELSIF e.kind = 'sent' AND EXISTS (SELECT FROM jsonb_array_elements_text(e.details -> 'left') datum WHERE NOT EXISTS (
            SELECT FROM tracing_rule r WHERE r.datum = datum.value AND e.details ->> 'agreement' = ANY (r.agreements))) THEN
        RETURN 'the rules keep some of what leaves';
    END IF;
    RETURN NULL;
END $$;
