-- It says what is received; nothing that needs a release is confirmed.
-- By its own hand: support to security forces cannot be called back: it is released, and by nobody's word confirmed.
CREATE OR REPLACE FUNCTION programme_wrong_recipient(e acts_event, is_now jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN e.kind = 'confirmed' AND programme_asks_release(is_now ->> 'kind', ARRAY(SELECT jsonb_array_elements_text(is_now -> 'support')))
            THEN 'what needs a release is confirmed by nobody'
        WHEN jsonb_array_length(is_now -> 'support') = 0 THEN 'it says not what it receives' END
$$;
