-- Work of a project, progress reports, evaluations: who may write what, what belongs to what, and that nobody judges their own.
-- What a noun asks for beyond the table of acts is a function programme_check_<noun>(event, was, is_now, entry), found by its name.

-- Whether somebody works on projects: by a role, or as a program that was given the right.
CREATE FUNCTION programme_works(who text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT accounts_holds(who, ARRAY['programme_officer', 'programme_manager']) OR EXISTS (
        SELECT FROM accounts_client c WHERE c.public_id = who AND c.revoked_at IS NULL AND c.scopes ? 'programme:project:write')
$$;

-- What every noun of a project's work asks: the writer's role, the project, that it stays with it, that the project is not over.
CREATE FUNCTION programme_wrong_work(e programme_event, was jsonb, is_now jsonb, written ledger_entry, open_only boolean) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN NOT programme_works(written.actor) THEN 'they do not work on projects'
        WHEN was IS NOT NULL AND was ->> 'project' <> is_now ->> 'project' THEN 'it stays with its project'
        WHEN p.public_id IS NULL THEN 'there is no such project'
        WHEN open_only AND e.n = 1 AND p.state IN ('closed', 'cancelled') THEN 'the project is over' END
    FROM (SELECT is_now ->> 'project' AS of) a LEFT JOIN programme_project p ON p.public_id = a.of
$$;

CREATE FUNCTION programme_check_activity(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(programme_wrong_work(e, was, is_now, written, true),
        CASE WHEN NOT EXISTS (SELECT FROM programme_result r WHERE r.public_id = is_now ->> 'result' AND r.project = is_now ->> 'project')
            THEN 'the project has no such result'
        WHEN is_now ->> 'location' <> '' AND NOT EXISTS (
            SELECT FROM programme_location l WHERE l.public_id = is_now ->> 'location' AND l.project = is_now ->> 'project')
            THEN 'the project has no such place'
        WHEN greatest((is_now ->> 'begun_on')::date, (is_now ->> 'done_on')::date) > (written.recorded_at AT TIME ZONE 'UTC')::date
            THEN 'that day has not come'
        WHEN e.kind = 'begun' AND is_now ->> 'begun_on' IS NULL OR e.kind = 'finished' AND is_now ->> 'done_on' IS NULL THEN 'it says not when' END)
$$;
CREATE FUNCTION programme_check_partner(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$ SELECT programme_wrong_work(e, was, is_now, written, true) $$;
CREATE FUNCTION programme_check_location(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$ SELECT programme_wrong_work(e, was, is_now, written, true) $$;
CREATE FUNCTION programme_check_risk(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$ SELECT programme_wrong_work(e, was, is_now, written, true) $$;
CREATE FUNCTION programme_check_issue(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(programme_wrong_work(e, was, is_now, written, true),
        CASE WHEN is_now ->> 'risk' <> '' AND NOT EXISTS (
            SELECT FROM programme_risk r WHERE r.public_id = is_now ->> 'risk' AND r.project = is_now ->> 'project' AND r.state <> 'open')
            THEN 'no such risk occurred' WHEN e.kind = 'resolved' AND is_now ->> 'resolution' = '' THEN 'it says not how' END)
$$;
CREATE FUNCTION programme_check_lesson(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$ SELECT programme_wrong_work(e, was, is_now, written, false) $$;
CREATE FUNCTION programme_check_document(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(programme_wrong_work(e, was, is_now, written, false),
        CASE WHEN NOT EXISTS (SELECT FROM files_deposit d WHERE d.file_id = is_now ->> 'sha256' AND d.purpose = 'programme_document')
            THEN 'no such document was deposited' END)
$$;

-- A report: its author writes it, another person who manages approves it, and from then on it does not move.
CREATE FUNCTION programme_check_report(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF was IS NOT NULL AND (was ->> 'project', was ->> 'period', was ->> 'author')
       IS DISTINCT FROM (is_now ->> 'project', is_now ->> 'period', is_now ->> 'author') THEN
        RETURN 'a report stays where it was written';
    ELSIF NOT EXISTS (SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project')
       OR NOT EXISTS (SELECT FROM programme_period p WHERE p.name = is_now ->> 'period') THEN
        RETURN 'there is no such project or period';
    ELSIF e.kind IN ('approved', 'returned') THEN
        IF NOT accounts_holds(written.actor, ARRAY['programme_manager']) OR EXISTS (
            SELECT FROM programme_event w JOIN ledger_entry l ON l.entry = w.id
            WHERE w.noun = 'report' AND w.subject = e.subject AND w.kind IN ('composed', 'renewed', 'changed', 'submitted')
              AND l.actor = ANY (accounts_people(written))) THEN
            RETURN 'another person approves';
        ELSIF e.kind = 'approved' AND (is_now ->> 'approved_by' <> written.actor
            OR (is_now ->> 'approved_on')::date IS DISTINCT FROM (written.recorded_at AT TIME ZONE 'UTC')::date) THEN
            RETURN 'it says another person or day';
        END IF;
    ELSIF is_now ->> 'author' <> written.actor THEN
        RETURN 'another is its author';
    ELSIF NOT accounts_holds(written.actor, ARRAY['programme_officer', 'programme_manager']) THEN
        RETURN 'they do not work on projects';
    END IF;
    RETURN NULL;
END $$;

-- Whether somebody did anything in a project: on its record, on what belongs to it, or on values of its indicators.
CREATE FUNCTION programme_worked(who text, in_project text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
        WHERE l.actor = who AND (e.noun, e.subject) IN (
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
        ))
$$;

-- Whether a name is of those who answer for a project, its results, activities or risks, or of a partner.
CREATE FUNCTION programme_concerned(called text, in_project text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM (
        SELECT p.responsible AS name FROM programme_project p WHERE p.public_id = in_project
        UNION ALL SELECT r.responsible FROM programme_result r WHERE r.project = in_project
        UNION ALL SELECT a.responsible FROM programme_activity a WHERE a.project = in_project
        UNION ALL SELECT k.owner FROM programme_risk k WHERE k.project = in_project
        UNION ALL SELECT n.name FROM programme_partner n WHERE n.project = in_project) c
    WHERE c.name <> '' AND lower(regexp_replace(btrim(c.name), '\s+', ' ', 'g')) = lower(regexp_replace(btrim(called), '\s+', ' ', 'g')))
$$;

CREATE FUNCTION programme_check_evaluation(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF was IS NOT NULL AND (was ->> 'project', was ->> 'commissioned_by') IS DISTINCT FROM (is_now ->> 'project', is_now ->> 'commissioned_by') THEN
        RETURN 'an evaluation stays where it was commissioned';
    ELSIF NOT EXISTS (SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project') THEN
        RETURN 'there is no such project';
    ELSIF e.kind = 'delivered' THEN
        IF written.actor <> coalesce(nullif(is_now ->> 'account', ''), is_now ->> 'commissioned_by') THEN
            RETURN 'another evaluates';
        ELSIF is_now ->> 'summary' = '' OR NOT EXISTS (SELECT FROM programme_finding f WHERE f.evaluation = e.subject AND f.state = 'stated') THEN
            RETURN 'it found nothing';
        END IF;
    ELSIF NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN
        RETURN 'it is not theirs to commission';
    ELSIF e.kind = 'commissioned' AND is_now ->> 'commissioned_by' <> written.actor THEN
        RETURN 'another commissions';
    ELSIF e.kind = 'closed' AND EXISTS (SELECT FROM programme_recommendation r WHERE r.evaluation = e.subject AND r.state = 'made') THEN
        RETURN 'a recommendation waits for an answer';
    END IF;
    IF e.kind IN ('commissioned', 'changed', 'begun') AND (programme_concerned(is_now ->> 'evaluator', is_now ->> 'project')
       OR is_now ->> 'account' <> '' AND (is_now ->> 'account' = written.actor OR programme_worked(is_now ->> 'account', is_now ->> 'project')
           OR NOT accounts_holds(is_now ->> 'account', ARRAY['evaluator']))) THEN
        RETURN 'the evaluator is not independent';
    END IF;
    RETURN NULL;
END $$;

-- Findings and recommendations are the evaluator's; the answer is management's and never theirs.
CREATE FUNCTION programme_check_finding(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    of programme_evaluation;
BEGIN
    SELECT * INTO of FROM programme_evaluation v WHERE v.public_id = is_now ->> 'evaluation';
    RETURN CASE WHEN of.id IS NULL THEN 'there is no such evaluation'
        WHEN was IS NOT NULL AND was ->> 'evaluation' <> is_now ->> 'evaluation' THEN 'it stays with its evaluation'
        WHEN of.state <> 'under_way' THEN 'nobody evaluates now'
        WHEN written.actor <> coalesce(nullif(of.account, ''), of.commissioned_by) THEN 'another evaluates' END;
END $$;

CREATE FUNCTION programme_check_recommendation(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    of programme_evaluation;
BEGIN
    IF e.kind IN ('made', 'withdrawn') THEN
        IF EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'findings') f WHERE NOT EXISTS (
            SELECT FROM programme_finding x WHERE x.public_id = f.value AND x.evaluation = is_now ->> 'evaluation' AND x.state = 'stated')) THEN
            RETURN 'there is no such finding';
        END IF;
        RETURN programme_check_finding(e, was, is_now, written);
    END IF;
    SELECT * INTO of FROM programme_evaluation v WHERE v.public_id = is_now ->> 'evaluation';
    RETURN CASE WHEN was ->> 'evaluation' <> is_now ->> 'evaluation' THEN 'it stays with its evaluation'
        WHEN of.state NOT IN ('delivered', 'closed') THEN 'the evaluation is not delivered'
        WHEN NOT accounts_holds(written.actor, ARRAY['programme_officer', 'programme_manager']) OR of.account = ANY (accounts_people(written))
            THEN 'it is not theirs to answer'
        WHEN e.kind IN ('followed', 'done') AND is_now ->> 'response' = 'rejected' THEN 'nothing was promised'
        WHEN e.kind = 'done' AND (is_now ->> 'done_on')::date IS DISTINCT FROM (written.recorded_at AT TIME ZONE 'UTC')::date THEN 'it says another day' END;
END $$;

-- The nouns that were there first keep their checks; every other is asked by the function of its name.
ALTER FUNCTION programme_check(programme_event, jsonb, jsonb, ledger_entry) RENAME TO programme_check_first;
CREATE FUNCTION programme_check(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    found CONSTANT regprocedure := to_regprocedure(format('programme_check_%s(programme_event, jsonb, jsonb, ledger_entry)', e.noun));
    wrong text;
BEGIN
    IF e.noun = 'value' OR found IS NULL THEN RETURN programme_check_first(e, was, is_now, written); END IF;
    EXECUTE format('SELECT %I($1, $2, $3, $4)', 'programme_check_' || e.noun) INTO wrong USING e, was, is_now, written;
    RETURN wrong;
END $$;

DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['programme_activity', 'programme_partner', 'programme_location', 'programme_risk', 'programme_issue',
                                'programme_lesson', 'programme_document', 'programme_report', 'programme_evaluation', 'programme_finding',
                                'programme_recommendation']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
