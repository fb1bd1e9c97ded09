-- Nobody hides anything, or lets it be read again, without an act that says so: a decision about a report, a ruling, the check of a practice.
-- By its own hand: separation of duties: whether a thing is read is a plain column, which follows from what a moderator decided.
CREATE OR REPLACE FUNCTION community_sight_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    thing text := NEW.public_id;
    shown CONSTANT boolean := NEW.state = 'shown';
BEGIN
    -- A topic is read as its first post is.
    IF TG_TABLE_NAME = 'community_topic' THEN
        SELECT p.public_id INTO thing FROM community_post p WHERE p.topic_id = NEW.id AND p.number = 1 AND p.state = NEW.state;
    END IF;
    IF thing IS NULL OR NOT shown AND NOT community_hides(thing)
       OR shown AND (community_hides(thing)
            OR EXISTS (SELECT FROM community_report r WHERE r.about = thing AND r.state = 'open' AND r.ground = 'making')
            OR NOT (EXISTS (SELECT FROM community_report r WHERE r.about = thing AND r.state IN ('dismissed', 'warned', 'overturned'))
                OR EXISTS (SELECT FROM community_report r JOIN community_event e ON e.subject = r.public_id AND e.record_type = 'report' AND e.kind = 'warned'
                           WHERE r.about = thing)
                OR EXISTS (SELECT FROM community_ruling g WHERE g.public_id = thing)
                OR TG_TABLE_NAME = 'community_practice' AND EXISTS (
                    SELECT FROM community_appraisal a WHERE a.public_id = thing AND a.state IN ('anonymous', 'graded')))) THEN
        RAISE EXCEPTION 'ifar: nobody decided that % is %', NEW.public_id, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
