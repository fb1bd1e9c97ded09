-- A gap is closed by what another member looked through, and by another member than who brought that.
CREATE OR REPLACE FUNCTION community_check_progress(e community_event, was jsonb, is_now jsonb, one text) RETURNS text
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
        RETURN CASE WHEN before <> jsonb_build_array(one) OR is_now -> 'workers' <> '[]'::jsonb THEN 'others still work on it' END;
    ELSIF e.kind = 'handed_on' THEN
        RETURN CASE WHEN NOT before ? one OR is_now -> 'workers' <> before - one OR is_now -> 'workers' = '[]'::jsonb THEN 'a member stops themselves, and others go on' END;
    ELSIF NOT (author = one OR before ? one OR community_moderates_of(one, 'gap', e.subject)) THEN
        RETURN 'they neither told it nor work on it nor moderate';
    ELSIF e.kind = 'closed' AND NOT (CASE is_now ->> 'closed_with'
            WHEN 'practice' THEN EXISTS (SELECT FROM community_appraisal a WHERE a.public_id = is_now ->> 'closed_by' AND a.state IN ('anonymous', 'graded'))
            WHEN 'guide' THEN EXISTS (SELECT FROM community_review r WHERE r.public_id = is_now ->> 'closed_by' AND r.state = 'reviewed'
                AND r.expires_on >= statement_timestamp()::date)
            ELSE false END) THEN
        RETURN 'no practice or tool closed it that another member looked through';
    ELSIF e.kind = 'closed' AND community_author_of(is_now ->> 'closed_with', is_now ->> 'closed_by') = one THEN
        RETURN 'another than who brought it says that it closes a gap';
    ELSIF e.kind = 'reopened' AND (is_now ->> 'closed_by' <> '' OR is_now ->> 'closed_with' <> '' OR is_now -> 'workers' <> '[]'::jsonb) THEN
        RETURN 'it begins anew';
    END IF;
    RETURN NULL;
END $$;
