-- What was said and answered stands apart from the log, and stands there; a complaint is about somebody who is there.
-- By its own hand: what people said stands beside the log, out of which nothing can be taken, and has to be there.
CREATE OR REPLACE FUNCTION programme_wrong_feedback(e acts_event, is_now jsonb, personal jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN e.kind = 'received' AND NOT personal ? 'words' THEN 'it does not say what was said'
        WHEN e.kind = 'received' AND is_now ->> 'about' <> '' AND NOT EXISTS (SELECT FROM accounts_user u WHERE u.public_id = is_now ->> 'about')
            THEN 'there is nobody whom it is about'
        WHEN e.kind = 'answered' AND NOT personal ? 'answer' THEN 'it does not say what was answered' END
$$;
