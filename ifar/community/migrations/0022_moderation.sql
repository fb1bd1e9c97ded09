-- Moderation of everything that members show each other: posts as before, and the things of the shelves. Each decision is an act.

-- Whether a marked object of a kind stands in a space, and is of an author.
CREATE FUNCTION community_stands(noun text, subject text, room text, author text) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE found boolean;
BEGIN
    IF noun NOT IN ('topic', 'post', 'guide', 'collection', 'practice', 'gap', 'assistance', 'course') THEN
        RETURN false;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I o JOIN community_space s ON s.id = o.space_id JOIN community_member m ON m.id = o.author_id '
        'WHERE o.public_id = $1 AND s.public_id = $2 AND m.public_id = $3)', 'community_' || noun) INTO found USING subject, room, author;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION community_check_report(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    one CONSTANT text := community_in_force(written.actor);
BEGIN
    IF one IS NULL THEN
        RETURN 'they are no member now';
    ELSIF e.kind = 'made' THEN
        RETURN CASE WHEN is_now ->> 'by' IS DISTINCT FROM one OR is_now ->> 'noun' = 'topic'
            OR NOT community_stands(is_now ->> 'noun', is_now ->> 'about', is_now ->> 'space', is_now ->> 'author')
            THEN 'there is no such thing' END;
    ELSIF e.kind = 'appealed' THEN
        RETURN CASE WHEN one <> is_now ->> 'author' THEN 'another wrote it' END;
    ELSIF NOT community_moderates(one, is_now ->> 'space') OR one = is_now ->> 'author' THEN
        RETURN 'they do not moderate it, or wrote it';
    ELSIF e.kind IN ('upheld', 'overturned') AND (one = was ->> 'decided_by' OR is_now ->> 'appeal_by' <> one) THEN
        RETURN 'another moderator than who decided hears the appeal';
    ELSIF e.kind IN ('dismissed', 'hidden', 'warned', 'frozen') AND is_now ->> 'decided_by' <> one THEN
        RETURN 'another decided';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION community_check_ruling(e community_event, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    author text;
BEGIN
    IF e.kind <> 'let_go' AND is_now ->> 'noun' <> 'topic' THEN
        RETURN 'only a topic is closed for answers';
    END IF;
    author := community_author_of(is_now ->> 'noun', e.subject);
    IF is_now ->> 'member' IS DISTINCT FROM one OR author IS NULL OR NOT community_stands(is_now ->> 'noun', e.subject, is_now ->> 'space', author) THEN
        RETURN 'there is no such thing';
    ELSIF author = one OR NOT community_moderates(one, is_now ->> 'space') THEN
        RETURN 'they do not moderate it, or wrote it';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION community_check(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    one text;
BEGIN
    IF e.noun IN ('ruling', 'review', 'appraisal', 'adoption', 'progress', 'agreement', 'training') THEN
        one := community_in_force(written.actor);
        IF one IS NULL THEN
            RETURN 'they are no member now';
        END IF;
    END IF;
    RETURN CASE e.noun
        WHEN 'member' THEN community_check_member(e, was, is_now, written)
        WHEN 'space' THEN community_check_space(e, was, is_now, written)
        WHEN 'seat' THEN community_check_seat(e, was, is_now, written)
        WHEN 'report' THEN community_check_report(e, was, is_now, written)
        WHEN 'lowering' THEN community_check_lowering(e, is_now, written)
        WHEN 'ruling' THEN community_check_ruling(e, is_now, one)
        WHEN 'review' THEN community_check_review(e, was, is_now, one, written)
        WHEN 'appraisal' THEN community_check_appraisal(e, was, is_now, one)
        WHEN 'adoption' THEN community_check_adoption(e, is_now, one)
        WHEN 'progress' THEN community_check_progress(e, was, is_now, one)
        WHEN 'agreement' THEN community_check_agreement(e, was, is_now, one)
        WHEN 'training' THEN community_check_training(e, was, is_now, one, written)
        ELSE 'there is no such noun' END;
END $$;

-- Nobody hides anything, or lets it be read again, without an act that says so: a decision about a report, a ruling, the check of a practice.
CREATE FUNCTION community_sight_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    subject text := NEW.public_id;
    shown CONSTANT boolean := NEW.state = 'shown';
BEGIN
    -- A topic is read as its first post is.
    IF TG_TABLE_NAME = 'community_topic' THEN
        SELECT p.public_id INTO subject FROM community_post p WHERE p.topic_id = NEW.id AND p.number = 1 AND p.state = NEW.state;
    END IF;
    IF subject IS NULL OR NOT EXISTS (
            SELECT FROM community_report r WHERE r.about = subject
            AND r.state = ANY (CASE WHEN shown THEN ARRAY['dismissed', 'warned', 'overturned'] ELSE ARRAY['hidden', 'frozen', 'appealed', 'upheld'] END))
        AND NOT (shown AND (EXISTS (SELECT FROM community_ruling g WHERE g.public_id = subject)
            OR TG_TABLE_NAME = 'community_practice' AND EXISTS (SELECT FROM community_appraisal a WHERE a.public_id = subject AND a.state IN ('anonymous', 'graded')))) THEN
        RAISE EXCEPTION 'ifar: nobody decided that % is %', NEW.public_id, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['community_topic', 'community_post', 'community_guide', 'community_collection', 'community_practice', 'community_gap',
            'community_assistance', 'community_course']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER sight_keep BEFORE UPDATE OF state ON %s FOR EACH ROW WHEN (NEW.state <> OLD.state AND NEW.state <> ''held'') '
            'EXECUTE FUNCTION community_sight_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER sight_keep', name);
    END LOOP;
    name := 'community_ruling';
    EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
END $$;
