-- What is counted is not written by hand; a locked period does not move through its indicator or a twin; votes are those of seats in their term;
-- nobody judges what they did; and every noun of planning and reporting asks a role. Each comes before what was asked already.

-- Whether somebody may by a role, or as a program that was given the right.
CREATE FUNCTION programme_may(who text, roles text[], scope text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT accounts_holds(who, roles) OR EXISTS (
        SELECT FROM accounts_client c WHERE c.public_id = who AND c.revoked_at IS NULL AND c.expires_at > clock_timestamp() AND c.scopes ? scope)
$$;

CREATE FUNCTION programme_asks_value(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    workers CONSTANT text[] := ARRAY['programme_officer', 'programme_manager'];
    counts text;
BEGIN
    -- Whoever gives the indicator another source waits, and is waited for.
    SELECT i.source INTO counts FROM programme_indicator i WHERE i.public_id = is_now ->> 'indicator' FOR SHARE;
    IF e.kind <> 'approved' AND is_now ->> 'approved_by' <> '' THEN
        RETURN 'what is new was approved by nobody yet';
    ELSIF e.kind IN ('drafted', 'reported', 'changed', 'submitted') THEN
        IF NOT programme_may(written.actor, workers, 'programme:value:report') THEN
            RETURN 'it is not theirs to report';
        ELSIF counts <> '' THEN
            RETURN 'it is counted from the records, and not reported';
        END IF;
    ELSIF e.kind = 'computed' THEN
        IF is_now -> 'lineage' ->> 'source' IS DISTINCT FROM counts OR is_now ->> 'reported_by' <> written.actor THEN
            RETURN 'it comes from other records, or another counted it';
        ELSIF written.actor <> 'programme' AND (counts = 'complaints_in_time' OR NOT programme_may(written.actor, workers, 'programme:value:report')) THEN
            RETURN 'it is not theirs to count';
        END IF;
    ELSIF e.kind = 'approved' AND counts <> '' AND is_now -> 'lineage' ->> 'source' IS DISTINCT FROM counts THEN
        RETURN 'it is counted from the records, and nobody counted it';
    ELSIF e.kind = 'reopened' AND NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN
        RETURN 'it is not theirs to reopen';
    END IF;
    RETURN NULL;
END $$;

-- Of an indicator with a value in a locked period, what says what that value means stays: unit, measure, direction, aggregation, baseline, its target.
CREATE FUNCTION programme_asks_indicator(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    locked text[];
BEGIN
    IF NOT programme_works(written.actor) THEN
        RETURN 'it is not theirs to plan';
    ELSIF e.kind <> 'changed' THEN
        RETURN NULL;
    END IF;
    PERFORM FROM programme_period p WHERE p.name IN (SELECT v.period FROM programme_value v WHERE v.indicator = e.subject) FOR SHARE;
    SELECT array_agg(DISTINCT p.name) INTO locked FROM programme_period p JOIN programme_value v ON v.period = p.name AND v.indicator = e.subject
        WHERE p.state = 'locked';
    IF locked IS NOT NULL AND ((was ->> 'unit', was ->> 'measure', was ->> 'direction', was ->> 'aggregation', (was ->> 'baseline')::numeric)
        IS DISTINCT FROM (is_now ->> 'unit', is_now ->> 'measure', is_now ->> 'direction', is_now ->> 'aggregation', (is_now ->> 'baseline')::numeric)
       OR EXISTS (SELECT FROM unnest(locked) l(name) WHERE was -> 'targets' -> l.name IS DISTINCT FROM is_now -> 'targets' -> l.name)) THEN
        RETURN 'a value of a locked period is read by it';
    END IF;
    RETURN NULL;
END $$;

-- Periods of about the same length (the shorter has nine tenths of the longer's days) do not overlap: none is another's twin.
CREATE FUNCTION programme_asks_period(e programme_event, is_now jsonb) RETURNS text LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    since CONSTANT date := is_now ->> 'starts_on';
    until CONSTANT date := is_now ->> 'ends_on';
BEGIN
    IF e.kind <> 'opened' THEN RETURN NULL; END IF;
    PERFORM pg_advisory_xact_lock(1767268749, 4);
    RETURN CASE WHEN EXISTS (
        SELECT FROM programme_period p WHERE p.starts_on <= until AND p.ends_on >= since
        AND 10 * least(until - since + 1, p.ends_on - p.starts_on + 1) >= 9 * greatest(until - since + 1, p.ends_on - p.starts_on + 1))
        THEN 'a period of this length covers some of these days' END;
END $$;

-- Whether a seat was filled, and a day lies in its term.
CREATE FUNCTION programme_sits(seat text, day date) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM programme_seat s WHERE s.public_id = seat AND s.state = 'filled' AND s.starts_on <= day AND (s.ends_on IS NULL OR s.ends_on >= day))
$$;

-- In the place of what was asked of meetings before: seats count, and are present, in their term and once.
CREATE FUNCTION programme_asks_meeting(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    day CONSTANT date := is_now ->> 'held_on';
BEGIN
    IF NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN
        RETURN 'they do not keep the committee';
    ELSIF e.kind = 'opened' AND ((is_now ->> 'quorum')::bigint IS DISTINCT FROM
            (SELECT count(*) / 2 + 1 FROM programme_seat s WHERE programme_sits(s.public_id, day))
        OR (SELECT count(*) <> count(DISTINCT p.value) OR NOT coalesce(bool_and(programme_sits(p.value, day)), true)
            FROM jsonb_array_elements_text(is_now -> 'present') p)) THEN
        RETURN 'its quorum is another, or somebody has no seat';
    END IF;
    RETURN NULL;
END $$;

-- An interest that was declared stays; who votes and who counts for the quorum sits in the committee, on the day of the meeting.
CREATE FUNCTION programme_asks_decision(e programme_event, was jsonb, is_now jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    held programme_meeting;
BEGIN
    IF was IS NOT NULL AND NOT (was -> 'interests' <@ (is_now -> 'interests')) THEN
        RETURN 'an interest that was declared stays';
    ELSIF e.kind IN ('adopted', 'rejected') THEN
        SELECT * INTO held FROM programme_meeting m WHERE m.public_id = is_now ->> 'meeting';
        IF held.quorum > (SELECT count(DISTINCT p.seat) FROM unnest(held.present) p(seat) WHERE programme_sits(p.seat, held.held_on)) THEN
            RETURN 'the committee is not met';
        ELSIF EXISTS (SELECT FROM jsonb_object_keys(is_now -> 'votes') v(seat) WHERE NOT programme_sits(v.seat, held.held_on)) THEN
            RETURN 'somebody voted who may not';
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- Everything that belongs to a project: its noun and identifier.
CREATE FUNCTION programme_parts(in_project text) RETURNS TABLE (noun text, subject text) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT 'project', in_project
    UNION ALL SELECT 'result', r.public_id FROM programme_result r WHERE r.project = in_project
    UNION ALL SELECT 'indicator', i.public_id FROM programme_indicator i JOIN programme_result r ON r.public_id = i.result WHERE r.project = in_project
    UNION ALL SELECT 'value', v.public_id FROM programme_value v JOIN programme_indicator i ON i.public_id = v.indicator
        JOIN programme_result r ON r.public_id = i.result WHERE r.project = in_project
    UNION ALL SELECT 'activity', a.public_id FROM programme_activity a WHERE a.project = in_project
    UNION ALL SELECT 'partner', a.public_id FROM programme_partner a WHERE a.project = in_project
    UNION ALL SELECT 'location', a.public_id FROM programme_location a WHERE a.project = in_project
    UNION ALL SELECT 'risk', a.public_id FROM programme_risk a WHERE a.project = in_project
    UNION ALL SELECT 'issue', a.public_id FROM programme_issue a WHERE a.project = in_project
    UNION ALL SELECT 'lesson', a.public_id FROM programme_lesson a WHERE a.project = in_project
    UNION ALL SELECT 'document', a.public_id FROM programme_document a WHERE a.project = in_project
    UNION ALL SELECT 'report', a.public_id FROM programme_report a WHERE a.project = in_project
    UNION ALL SELECT 'diligence', a.public_id FROM programme_diligence a WHERE a.project = in_project
    UNION ALL SELECT 'commitment', a.public_id FROM programme_commitment a WHERE a.project = in_project
    UNION ALL SELECT 'initiative', a.public_id FROM programme_initiative a WHERE a.project = in_project
    UNION ALL SELECT 'participation', p.public_id FROM programme_participation p JOIN programme_initiative a ON a.public_id = p.initiative
        WHERE a.project = in_project
    UNION ALL SELECT 'feedback', f.public_id FROM programme_feedback f WHERE f.project = in_project
        OR f.initiative IN (SELECT a.public_id FROM programme_initiative a WHERE a.project = in_project)
    UNION ALL SELECT 'journal', p.journal FROM programme_posting p WHERE p.project = in_project
    UNION ALL SELECT 'evaluation', v.public_id FROM programme_evaluation v WHERE v.project = in_project
    UNION ALL SELECT 'recommendation', r.public_id FROM programme_recommendation r JOIN programme_evaluation v ON v.public_id = r.evaluation
        WHERE v.project = in_project
$$;

-- Who did anything in a project. What an evaluator did as one is no work in it; `apart`: nor is to commission and close evaluations.
CREATE FUNCTION programme_workers(in_project text, apart boolean) RETURNS SETOF text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT DISTINCT l.actor FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
    WHERE (e.noun, e.subject) IN (SELECT p.noun, p.subject FROM programme_parts(in_project) p)
      AND NOT (e.noun = 'evaluation' AND (apart OR e.kind = 'delivered')) AND NOT (e.noun = 'recommendation' AND e.kind IN ('made', 'withdrawn'))
$$;

CREATE OR REPLACE FUNCTION programme_worked(who text, in_project text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT who IN (SELECT programme_workers(in_project, false))
$$;

-- Whether who commissions did anything else in a project.
CREATE FUNCTION programme_commissioner_worked(who text, in_project text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT who IN (SELECT programme_workers(in_project, true))
$$;

-- The names of the accounts that did anything in a project, and of who commissions.
CREATE FUNCTION programme_names(in_project text, commissioner text) RETURNS SETOF text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT u.name FROM accounts_user u WHERE u.public_id = commissioner OR u.public_id IN (SELECT programme_workers(in_project, false))
$$;

-- Whether somebody wrote what an evaluation found or recommended, or delivered it.
CREATE FUNCTION programme_evaluated(who text[], in_evaluation text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
        WHERE l.actor = ANY (who) AND (e.noun = 'evaluation' AND e.subject = in_evaluation AND e.kind = 'delivered'
            OR e.noun = 'finding' AND e.subject IN (SELECT f.public_id FROM programme_finding f WHERE f.evaluation = in_evaluation)
            OR e.noun = 'recommendation' AND e.kind IN ('made', 'withdrawn')
               AND e.subject IN (SELECT r.public_id FROM programme_recommendation r WHERE r.evaluation = in_evaluation)))
$$;

CREATE FUNCTION programme_asks_evaluation(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    of CONSTANT text := is_now ->> 'project';
    account CONSTANT text := is_now ->> 'account';
BEGIN
    IF e.kind IN ('commissioned', 'changed', 'begun', 'delivered') AND (
           EXISTS (SELECT FROM programme_names(of, is_now ->> 'commissioned_by') n(name)
                   WHERE lower(regexp_replace(btrim(n.name), '\s+', ' ', 'g')) = lower(regexp_replace(btrim(is_now ->> 'evaluator'), '\s+', ' ', 'g')))
        OR programme_concerned(is_now ->> 'evaluator', of)
        OR CASE WHEN account = '' THEN programme_commissioner_worked(is_now ->> 'commissioned_by', of)
           ELSE account = is_now ->> 'commissioned_by' OR programme_worked(account, of) END) THEN
        RETURN 'the evaluator is not independent';
    ELSIF e.kind = 'closed' AND programme_evaluated(accounts_people(written), e.subject) THEN
        RETURN 'who evaluated does not close it';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION programme_asks(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN CASE e.noun
        WHEN 'value' THEN programme_asks_value(e, is_now, written)
        WHEN 'indicator' THEN programme_asks_indicator(e, was, is_now, written)
        WHEN 'period' THEN programme_asks_period(e, is_now)
        WHEN 'decision' THEN programme_asks_decision(e, was, is_now)
        WHEN 'evaluation' THEN programme_asks_evaluation(e, is_now, written)
        WHEN 'recommendation' THEN CASE WHEN e.kind IN ('answered', 'followed', 'done') 
            AND programme_evaluated(accounts_people(written), is_now ->> 'evaluation')
            THEN 'who evaluated does not answer' END
        -- That a project supports nobody in uniform, the adviser says: asked where the mark is.
        WHEN 'project' THEN CASE WHEN e.kind <> 'unmarked' AND NOT programme_works(written.actor) THEN 'it is not theirs to plan' END
        WHEN 'result' THEN CASE WHEN NOT programme_works(written.actor) THEN 'it is not theirs to plan' END
        WHEN 'initiative' THEN CASE WHEN NOT programme_may(written.actor, ARRAY['programme_officer', 'programme_manager'], 'programme:initiative:write')
            THEN 'it is not theirs to plan' END
        WHEN 'participation' THEN CASE WHEN NOT programme_may(written.actor, ARRAY['programme_officer', 'programme_manager'], 'programme:initiative:write')
            THEN 'it is not theirs to note' END
        END;
END $$;

-- What was asked before of every noun is asked on; of meetings this alone.
ALTER FUNCTION programme_check(programme_event, jsonb, jsonb, ledger_entry) RENAME TO programme_check_before_votes;
CREATE FUNCTION programme_check(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    IF e.noun = 'meeting' THEN RETURN programme_asks_meeting(e, is_now, written); END IF;
    RETURN coalesce(programme_asks(e, was, is_now, written), programme_check_before_votes(e, was, is_now, written));
END $$;
