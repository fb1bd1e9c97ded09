CREATE OR REPLACE FUNCTION community_check_appraisal(e community_event, was jsonb, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    author CONSTANT text := community_author_of('practice', e.subject);
BEGIN
    IF author IS NULL THEN
        RETURN 'there is no such practice';
    ELSIF e.kind = 'submitted' THEN
        RETURN CASE WHEN author <> one OR is_now ->> 'checked_by' <> '' OR is_now ->> 'grade' <> '' OR is_now ->> 'graded_by' <> '' THEN 'its author submits it, and it begins anew' END;
    ELSIF author = one THEN
        RETURN 'nobody checks or grades what they wrote';
    ELSIF e.kind IN ('returned', 'cleared') AND (is_now ->> 'checked_by' <> one OR NOT community_moderates_of(one, 'practice', e.subject)) THEN
        RETURN 'a second member who moderates the space checks it';
    ELSIF e.kind = 'graded' AND (is_now ->> 'graded_by' <> one OR is_now ->> 'grade' NOT IN ('idea', 'promising', 'good', 'proven')
          OR NOT e.details ?& ARRAY['evidence', 'result', 'transfer']) THEN
        RETURN 'a grade has its reasons, and is given by who says so';
    END IF;
    RETURN NULL;
END $$;
