-- Marks: what is not there yet is written by who gives it its mark; what is there, its author alone marks wider.
-- By its own hand: what was read under a wider mark cannot be unread, so its author alone lowers it.
CREATE OR REPLACE FUNCTION community_check_downgrade(e acts_event, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    author CONSTANT text := community_author_of(is_now ->> 'object_type', e.subject);
BEGIN
    RETURN CASE WHEN is_now ->> 'member' <> one OR author IS DISTINCT FROM (CASE WHEN e.kind <> 'given' THEN one END)
        THEN 'only the author gives a mark, and lowers it' END;
END $$;
