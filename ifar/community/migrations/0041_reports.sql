-- Reports: so many in an hour, decided by another than who made them; what one decision hid no other lets be read.

-- Whether something is hidden by a decision that stands. An appeal against a warning, upheld or not, hides nothing.
CREATE FUNCTION community_hides(subject text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM community_report r WHERE r.about = subject AND (r.state IN ('hidden', 'frozen')
        OR r.state IN ('appealed', 'upheld') AND (SELECT e.kind FROM community_event e WHERE e.subject = r.public_id AND e.noun = 'report'
            AND e.kind IN ('hidden', 'warned', 'frozen') ORDER BY e.n DESC LIMIT 1) IN ('hidden', 'frozen')))
$$;

CREATE OR REPLACE FUNCTION community_check_report(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    one CONSTANT text := community_in_force(written.actor);
BEGIN
    IF one IS NULL THEN
        RETURN 'they are no member now';
    ELSIF e.kind = 'made' THEN
        IF is_now ->> 'by' IS DISTINCT FROM one OR is_now ->> 'noun' = 'topic'
           OR NOT community_stands(is_now ->> 'noun', is_now ->> 'about', is_now ->> 'space', is_now ->> 'author') THEN
            RETURN 'there is no such thing';
        ELSIF NOT community_moderates(one, is_now ->> 'space') AND 10 <= (
                SELECT count(*) FROM community_report r JOIN community_event m ON m.subject = r.public_id AND m.noun = 'report' AND m.n = 1
                JOIN ledger_entry l ON l.entry = m.id WHERE r.by = one AND l.recorded_at > written.recorded_at - interval '1 hour') THEN
            RETURN 'they have reported so much within the hour';
        END IF;
        RETURN NULL;
    ELSIF e.kind = 'appealed' THEN
        RETURN CASE WHEN one <> is_now ->> 'author' THEN 'another wrote it' END;
    ELSIF NOT community_moderates(one, is_now ->> 'space') OR one = is_now ->> 'author' THEN
        RETURN 'they do not moderate it, or wrote it';
    ELSIF one = was ->> 'by' AND NOT (e.kind = 'hidden' AND EXISTS (
            -- Reported and hidden in one go, in one transaction: against that the author appeals to another.
            SELECT FROM community_event m JOIN ledger_entry l ON l.entry = m.id
            WHERE m.subject = e.subject AND m.noun = 'report' AND m.n = 1 AND l.recorded_at >= transaction_timestamp())) THEN
        RETURN 'another than who reported it decides';
    ELSIF e.kind IN ('upheld', 'overturned') AND (one = was ->> 'decided_by' OR is_now ->> 'appeal_by' <> one) THEN
        RETURN 'another moderator than who decided hears the appeal';
    ELSIF e.kind IN ('dismissed', 'hidden', 'warned', 'frozen') AND is_now ->> 'decided_by' <> one THEN
        RETURN 'another decided';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION community_sight_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
                OR EXISTS (SELECT FROM community_report r JOIN community_event e ON e.subject = r.public_id AND e.noun = 'report' AND e.kind = 'warned'
                           WHERE r.about = thing)
                OR EXISTS (SELECT FROM community_ruling g WHERE g.public_id = thing)
                OR TG_TABLE_NAME = 'community_practice' AND EXISTS (
                    SELECT FROM community_appraisal a WHERE a.public_id = thing AND a.state IN ('anonymous', 'graded')))) THEN
        RAISE EXCEPTION 'ifar: nobody decided that % is %', NEW.public_id, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
