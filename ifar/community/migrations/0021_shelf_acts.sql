-- The acts on the library, practices, gaps, assistance and courses: who may do each, asked of the database's own rows.

-- Who wrote a marked object, by the public identifier of the member; NULL where it is not there.
CREATE FUNCTION community_author_of(noun text, subject text) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE found text;
BEGIN
    EXECUTE format('SELECT m.public_id FROM %I o JOIN community_member m ON m.id = o.author_id WHERE o.public_id = $1', 'community_' || noun) INTO found USING subject;
    RETURN found;
END $$;

-- Whether a member moderates the space in which a marked object stands.
CREATE FUNCTION community_moderates_of(one text, noun text, subject text) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE room text;
BEGIN
    EXECUTE format('SELECT s.public_id FROM %I o JOIN community_space s ON s.id = o.space_id WHERE o.public_id = $1', 'community_' || noun) INTO room USING subject;
    RETURN room IS NOT NULL AND community_moderates(one, room);
END $$;

CREATE FUNCTION community_check_review(e community_event, was jsonb, is_now jsonb, one text, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    author CONSTANT text := community_author_of('guide', e.subject);
BEGIN
    IF author IS NULL THEN
        RETURN 'there is no such guide';
    ELSIF author = one OR EXISTS (SELECT FROM community_edition d JOIN community_guide g ON g.id = d.guide_id JOIN community_member m ON m.id = d.by_id
            WHERE g.public_id = e.subject AND d.number = (is_now ->> 'edition')::integer AND m.public_id = one) THEN
        RETURN 'another than who brought it looks it through';
    ELSIF e.kind = 'reviewed' AND (is_now ->> 'reviewer' <> one OR NOT EXISTS (SELECT FROM community_edition d JOIN community_guide g ON g.id = d.guide_id
            WHERE g.public_id = e.subject AND d.number = (is_now ->> 'edition')::integer)
          OR (is_now ->> 'expires_on')::date <= written.recorded_at::date OR (is_now ->> 'expires_on')::date > written.recorded_at::date + 1827) THEN
        RETURN 'there is no such edition, or it is fresh for longer than anything';
    ELSIF e.kind = 'withdrawn' AND was ->> 'reviewer' <> one AND NOT community_moderates_of(one, 'guide', e.subject) THEN
        RETURN 'another looked it through';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION community_check_appraisal(e community_event, was jsonb, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
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

CREATE FUNCTION community_check_adoption(e community_event, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM community_appraisal a WHERE a.public_id = is_now ->> 'practice' AND a.state IN ('anonymous', 'graded')) THEN
        RETURN 'there is no such practice';
    ELSIF NOT EXISTS (SELECT FROM community_member m WHERE m.public_id = one AND m.organisation = is_now ->> 'organisation' AND m.country = is_now ->> 'country')
          OR e.kind = 'adopted' AND is_now ->> 'member' <> one THEN
        RETURN 'a member speaks for their own organisation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION community_check_progress(e community_event, was jsonb, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
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
            WHEN 'guide' THEN EXISTS (SELECT FROM community_guide g WHERE g.public_id = is_now ->> 'closed_by')
            ELSE false END) THEN
        RETURN 'no practice or tool closed it';
    ELSIF e.kind = 'reopened' AND (is_now ->> 'closed_by' <> '' OR is_now ->> 'closed_with' <> '' OR is_now -> 'workers' <> '[]'::jsonb) THEN
        RETURN 'it begins anew';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION community_check_agreement(e community_event, was jsonb, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    needs CONSTANT text := community_author_of('assistance', is_now ->> 'need');
    offers CONSTANT text := community_author_of('assistance', is_now ->> 'offer');
BEGIN
    IF NOT EXISTS (SELECT FROM community_assistance a WHERE a.public_id = is_now ->> 'need' AND a.side = 'need')
       OR NOT EXISTS (SELECT FROM community_assistance a WHERE a.public_id = is_now ->> 'offer' AND a.side = 'offer')
       OR was IS NOT NULL AND (was ->> 'need' <> is_now ->> 'need' OR was ->> 'offer' <> is_now ->> 'offer') THEN
        RETURN 'there is no such need or offer';
    ELSIF needs = offers OR one NOT IN (needs, offers) THEN
        RETURN 'it is between who needs and who offers';
    ELSIF e.kind = 'proposed' AND (is_now ->> 'proposed_by' <> one OR is_now ->> 'answered_by' <> '' OR is_now ->> 'met' <> '') THEN
        RETURN 'another proposed it';
    ELSIF e.kind IN ('agreed', 'declined') AND (is_now ->> 'answered_by' <> one OR was ->> 'proposed_by' = one) THEN
        RETURN 'the other side answers';
    ELSIF e.kind = 'delivered' AND one <> offers THEN
        RETURN 'who offers says that it was delivered';
    ELSIF e.kind = 'assessed' AND (one <> needs OR is_now ->> 'met' NOT IN ('met', 'partly', 'not_met')) THEN
        RETURN 'who needed it says whether it was met';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION community_check_training(e community_event, was jsonb, is_now jsonb, one text, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    given community_course;
    gives boolean;
    own CONSTANT boolean := is_now ->> 'member' = one;
BEGIN
    SELECT * INTO given FROM community_course c WHERE c.public_id = is_now ->> 'course';
    IF given.id IS NULL OR was IS NOT NULL AND (was ->> 'course' <> is_now ->> 'course' OR was ->> 'member' <> is_now ->> 'member') THEN
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
    ELSIF e.kind = 'followed_up' AND (given.ends + 180 > written.recorded_at::date OR is_now ->> 'used' NOT IN ('yes', 'partly', 'no')) THEN
        RETURN 'half a year is not over';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION community_check(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    one text;
BEGIN
    IF e.noun IN ('review', 'appraisal', 'adoption', 'progress', 'agreement', 'training') THEN
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
        WHEN 'review' THEN community_check_review(e, was, is_now, one, written)
        WHEN 'appraisal' THEN community_check_appraisal(e, was, is_now, one)
        WHEN 'adoption' THEN community_check_adoption(e, is_now, one)
        WHEN 'progress' THEN community_check_progress(e, was, is_now, one)
        WHEN 'agreement' THEN community_check_agreement(e, was, is_now, one)
        WHEN 'training' THEN community_check_training(e, was, is_now, one, written)
        ELSE 'there is no such noun' END;
END $$;

-- A practice is shown to others only once a second member found that nobody can be known by it, in the words that were checked.
CREATE FUNCTION community_practice_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state = 'shown' OR TG_OP = 'UPDATE' AND NEW.state = 'shown' AND NOT EXISTS (
        SELECT FROM community_appraisal a WHERE a.public_id = NEW.public_id AND a.state IN ('anonymous', 'graded')) THEN
        RAISE EXCEPTION 'ifar: nobody has checked yet whether anybody can be known by practice %', NEW.public_id USING ERRCODE = 'check_violation';
    ELSIF TG_OP = 'UPDATE' AND (NEW.title, NEW.context, NEW.problem, NEW.done, NEW.result, NEW.evidence, NEW.transferability)
            IS DISTINCT FROM (OLD.title, OLD.context, OLD.problem, OLD.done, OLD.result, OLD.evidence, OLD.transferability)
          AND EXISTS (SELECT FROM community_appraisal a WHERE a.public_id = NEW.public_id AND a.state IN ('anonymous', 'graded')) THEN
        RAISE EXCEPTION 'ifar: practice % was checked in other words', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checked BEFORE INSERT OR UPDATE ON community_practice FOR EACH ROW EXECUTE FUNCTION community_practice_keep();
ALTER TABLE community_practice ENABLE ALWAYS TRIGGER checked;

SELECT community_make_marked(name::regclass) FROM unnest(ARRAY['community_guide', 'community_collection', 'community_practice', 'community_gap',
    'community_assistance', 'community_course']) AS name;

DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['community_review', 'community_appraisal', 'community_adoption', 'community_progress', 'community_agreement', 'community_training']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;

-- As in recoveries/0004: what the act of a decision says besides what its approver read; those of the community are of the same form as those of licensing.
CREATE OR REPLACE FUNCTION recoveries_added_to_proposal(act text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{proposal}'::text[] || CASE
        WHEN act LIKE 'accounts.%' OR act IN ('returns.frozen', 'retention.lifted') THEN '{at}'::text[]
        WHEN act IN ('registry.import', 'registry.late') THEN '{}'
        WHEN act LIKE 'registry.%' THEN '{n,changes,checks}'
        WHEN act LIKE 'counter.%' OR act LIKE 'licensing.%' THEN '{record_type,kind,n,changes}'
        WHEN act LIKE 'custody.%' OR act LIKE 'community.%' THEN '{noun,kind,n,changes}'
        WHEN act = 'ledger.key_rotated' THEN '{note}'
        ELSE '{}'
    END
$$;

-- What was said in a room that is destroyed is taken out of the store of files with it.
CREATE OR REPLACE FUNCTION files_removal_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entry WHERE entry = NEW.erasure AND act IN ('parties.erased', 'words.erased', 'community.space_destroyed', 'community.space_lapsed')) THEN
        RAISE EXCEPTION 'ifar: no erasure takes the file % away', NEW.file_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
