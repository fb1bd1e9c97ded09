-- Rulings: of who moderates the space, about what another wrote.
-- By its own hand: separation of duties: nobody rules on what they wrote.
CREATE OR REPLACE FUNCTION community_check_ruling(e acts_event, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    author CONSTANT text := community_author_of(is_now ->> 'object_type', e.subject);
BEGIN
    IF is_now ->> 'member' IS DISTINCT FROM one OR author IS NULL
       OR NOT community_stands(is_now ->> 'object_type', e.subject, is_now ->> 'space', author) THEN
        RETURN 'there is no such thing';
    ELSIF author = one OR NOT community_moderates(one, is_now ->> 'space') THEN
        RETURN 'they do not moderate it, or wrote it';
    END IF;
    RETURN NULL;
END $$;
