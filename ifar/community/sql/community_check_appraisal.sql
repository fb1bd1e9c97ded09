-- Appraisals: a practice is submitted by its author, checked and graded by others.
-- By its own hand: separation of duties: nobody checks or grades the practice that they wrote.
CREATE OR REPLACE FUNCTION community_check_appraisal(e acts_event, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    author CONSTANT text := community_author_of('practice', e.subject);
BEGIN
    IF author IS NULL THEN
        RETURN 'there is no such practice';
    ELSIF e.kind = 'submitted' THEN
        RETURN CASE WHEN author <> one THEN 'its author submits it' END;
    ELSIF author = one THEN
        RETURN 'nobody checks or grades what they wrote';
    ELSIF e.kind IN ('returned', 'cleared') AND (is_now ->> 'checked_by' <> one OR NOT community_moderates_of(one, 'practice', e.subject)) THEN
        RETURN 'a second member who moderates the space checks it';
    ELSIF e.kind = 'graded' AND is_now ->> 'graded_by' <> one THEN
        RETURN 'a grade is given by who says so';
    END IF;
    RETURN NULL;
END $$;
