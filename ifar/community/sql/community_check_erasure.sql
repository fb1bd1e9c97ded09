-- Wordings and pictures that are taken out of a post: by its author, or who moderates the space.
-- By its own hand: words that were taken out cannot be brought back.
CREATE OR REPLACE FUNCTION community_check_erasure(is_now jsonb, one text) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    author CONSTANT text := community_author_of('post', is_now ->> 'about');
BEGIN
    IF is_now ->> 'member' IS DISTINCT FROM one OR author IS NULL OR NOT community_stands('post', is_now ->> 'about', is_now ->> 'space', author) THEN
        RETURN 'there is no such thing';
    ELSIF author <> one AND NOT community_moderates(one, is_now ->> 'space') THEN
        RETURN 'they neither wrote it nor moderate';
    END IF;
    RETURN NULL;
END $$;
