-- Gaps: members take them up and put them down themselves; another closes one than who brought what closes it.
-- By its own hand: separation of duties: nobody says of what they brought themselves that it closes a gap.
CREATE OR REPLACE FUNCTION community_check_progress(e acts_event, was jsonb, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    author CONSTANT text := community_author_of('gap', e.subject);
    before CONSTANT jsonb := coalesce(was -> 'workers', '[]');
BEGIN
    IF author IS NULL THEN
        RETURN 'there is no such gap';
    ELSIF e.kind = 'opened' THEN
        RETURN CASE WHEN author <> one THEN 'another told it' END;
    ELSIF e.kind = 'taken_up' THEN
        RETURN CASE WHEN before ? one OR is_now -> 'workers' <> before || to_jsonb(one) THEN 'a member takes it up themselves' END;
    ELSIF e.kind = 'put_down' THEN
        RETURN CASE WHEN before <> jsonb_build_array(one) THEN 'others still work on it' END;
    ELSIF e.kind = 'handed_on' THEN
        RETURN CASE WHEN NOT before ? one OR is_now -> 'workers' <> before - one OR is_now -> 'workers' = '[]'::jsonb THEN 'a member stops themselves, and others go on' END;
    ELSIF NOT (author = one OR before ? one OR community_moderates_of(one, 'gap', e.subject)) THEN
        RETURN 'they neither told it nor work on it nor moderate';
    ELSIF e.kind = 'closed' AND is_now ->> 'closed_with' = 'guide'
          AND (SELECT r.expires_on < statement_timestamp()::date FROM community_review r WHERE r.public_id = is_now ->> 'closed_by') THEN
        RETURN 'its review is over';
    ELSIF e.kind = 'closed' AND is_now ->> 'closed_with' = 'guide' AND EXISTS (
          SELECT FROM community_review r JOIN community_guide g USING (public_id) JOIN community_edition d ON d.guide_id = g.id
          WHERE r.public_id = is_now ->> 'closed_by' AND d.number > r.edition) THEN
        RETURN 'an edition of it came that nobody looked through';
    ELSIF e.kind = 'closed' AND community_author_of(is_now ->> 'closed_with', is_now ->> 'closed_by') = one THEN
        RETURN 'another than who brought it says that it closes a gap';
    END IF;
    RETURN NULL;
END $$;
