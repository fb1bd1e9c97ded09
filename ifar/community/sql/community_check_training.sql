-- Courses: a member enrols and speaks for themselves; who gives the course says who was there, and not of themselves.
-- By its own hand: separation of duties: nobody attests their own attendance.
CREATE OR REPLACE FUNCTION community_check_training(e acts_event, is_now jsonb, one text, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    given community_course;
    gives boolean;
    own CONSTANT boolean := is_now ->> 'member' = one;
BEGIN
    SELECT * INTO given FROM community_course c WHERE c.public_id = is_now ->> 'course';
    IF given.id IS NULL THEN
        RETURN 'there is no such course';
    END IF;
    gives := community_author_of('course', given.public_id) = one OR community_moderates_of(one, 'course', given.public_id);
    IF e.kind IN ('enrolled', 'withdrew', 'followed_up') AND NOT own THEN
        RETURN 'a member speaks for themselves';
    ELSIF e.kind IN ('attended', 'missed', 'certified') AND (NOT gives OR own) THEN
        RETURN 'who gives the course says who was there, and not of themselves';
    ELSIF e.kind IN ('attended', 'missed') AND given.starts > written.recorded_at::date THEN
        RETURN 'the course has not begun';
    ELSIF e.kind = 'certified' AND (given.ends > written.recorded_at::date
          OR EXISTS (SELECT FROM community_score s JOIN community_training t ON t.id = s.training_id WHERE t.public_id = e.subject AND s.after < 60)) THEN
        RETURN 'the course is not over, or the test was not passed';
    ELSIF e.kind = 'followed_up' AND given.ends + 180 > written.recorded_at::date THEN
        RETURN 'half a year is not over';
    END IF;
    RETURN NULL;
END $$;
