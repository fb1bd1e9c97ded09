-- Whether due diligence comes first follows from who receives what support, not from anybody's word that it is none; and a project is promised
-- and paid nothing before it has started.

-- Whether support to a recipient needs a release (`diligence.asks_release`).
CREATE FUNCTION programme_asks_release(kind text, support text[]) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT kind IN ('police', 'gendarmerie', 'military', 'border', 'customs', 'prison', 'intelligence', 'other')
       AND EXISTS (SELECT FROM unnest(support) s WHERE s NOT IN ('rights_training', 'rights_standards', 'mediation', 'evacuation'))
$$;

CREATE FUNCTION programme_check_recipient(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    asks CONSTANT boolean := programme_asks_release(is_now ->> 'kind', ARRAY(SELECT jsonb_array_elements_text(is_now -> 'support')));
BEGIN
    IF e.kind = 'confirmed' OR e.kind = 'ended' AND asks THEN
        IF NOT accounts_holds(written.actor, ARRAY['rights_adviser']) THEN
            RETURN 'it is not theirs to confirm or to take off';
        ELSIF e.kind = 'confirmed' AND (asks OR is_now ->> 'confirmed_by' <> written.actor OR EXISTS (
            SELECT FROM programme_event f JOIN ledger_entry l ON l.entry = f.id
            WHERE f.noun = 'recipient' AND f.subject = e.subject AND f.n = 1 AND l.actor = ANY (accounts_people(written)))) THEN
            RETURN 'another person confirms, and nothing that needs a release';
        END IF;
        RETURN NULL;
    ELSIF is_now ->> 'activity' <> '' AND e.kind = 'named' AND NOT EXISTS (
        SELECT FROM programme_result r WHERE r.public_id = is_now ->> 'activity' AND r.project = is_now ->> 'project' AND r.level = 'activity') THEN
        RETURN 'the project has no such activity';
    ELSIF jsonb_array_length(is_now -> 'support') = 0 THEN
        RETURN 'it says not what it receives';
    END IF;
    RETURN programme_wrong_work(e, was, is_now, written, true);
END $$;

-- Whether it is on record who receives the support of a project, and another person confirmed those whose support needs no release.
CREATE FUNCTION programme_received(of text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(bool_and(r.state = 'confirmed' OR programme_asks_release(r.kind, r.support)), false)
    FROM programme_recipient r WHERE r.project = of AND r.state <> 'ended'
$$;

CREATE OR REPLACE FUNCTION programme_released(of text, day date) RETURNS boolean LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM programme_project p WHERE p.public_id = of FOR SHARE;
    PERFORM FROM programme_diligence d WHERE d.project = of FOR SHARE;
    RETURN NOT EXISTS (
        WITH held AS MATERIALIZED (
            SELECT d.activity FROM programme_diligence d WHERE d.project = of AND d.state <> 'withdrawn' AND programme_stopped(d.public_id)),
        marked AS (
            SELECT '' AS subject FROM programme_project p WHERE p.public_id = of AND p.security_forces
            UNION SELECT r.activity FROM programme_recipient r
                WHERE r.project = of AND r.state <> 'ended' AND programme_asks_release(r.kind, r.support)),
        needed AS (
            SELECT m.subject FROM marked m
            UNION SELECT r.public_id FROM programme_result r WHERE r.project = of AND r.state = 'stated' AND (r.security_forces
                OR r.public_id IN (SELECT h.activity FROM held h) AND '' IN (SELECT m.subject FROM marked m)))
        SELECT FROM needed
        WHERE EXISTS (SELECT FROM held h WHERE h.activity IN ('', needed.subject))
           OR NOT EXISTS (SELECT FROM programme_diligence d WHERE d.project = of AND d.state = 'released' AND d.released_until >= day
                          AND d.activity IN ('', needed.subject)));
END $$;

-- What a project must be before it begins, and before it is given anything new.
ALTER FUNCTION programme_check_support(programme_event, jsonb, ledger_entry) RENAME TO programme_check_support_before_recipients;
CREATE FUNCTION programme_check_support(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    begins text;
BEGIN
    begins := CASE WHEN e.noun = 'project' AND e.kind = 'started' THEN e.subject
        WHEN e.noun = 'journal' THEN CASE is_now ->> 'move' WHEN 'reallocation' THEN e.details ->> 'to' WHEN 'allocation' THEN is_now ->> 'project'
            WHEN 'obligation' THEN is_now ->> 'project' END END;
    IF begins IS NOT NULL AND NOT programme_received(begins) THEN
        RETURN 'it has no recipients, or unconfirmed ones';
    END IF;
    RETURN programme_check_support_before_recipients(e, is_now, written);
END $$;

-- In which states of its project a movement may go to it (`postings.GIVEN_TO`).
CREATE FUNCTION programme_wrong_state(e programme_event, is_now jsonb) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN is_now ->> 'move' IN ('obligation', 'expenditure') AND p.state = 'planned' THEN 'the project has not started'
        WHEN is_now ->> 'move' = 'obligation' AND p.state <> 'active' THEN 'the project or the contribution is over' END
    FROM programme_project p WHERE p.public_id = is_now ->> 'project'
$$;
ALTER FUNCTION programme_check_journal(programme_event, jsonb, ledger_entry) RENAME TO programme_check_journal_lines;
CREATE FUNCTION programme_check_journal(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN coalesce(programme_wrong_state(e, is_now), programme_check_journal_lines(e, is_now, written));
END $$;

CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON programme_recipient FOR EACH ROW EXECUTE FUNCTION registry_state_keep();
ALTER TABLE programme_recipient ENABLE ALWAYS TRIGGER state_keep;
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON programme_recipient FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE programme_recipient ENABLE ALWAYS TRIGGER refuse_truncate;

-- Recipients, marks, releases and holds of a project wait for each other.
CREATE OR REPLACE FUNCTION programme_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of text;
    belongs_to text;
BEGIN
    IF NOT EXISTS (SELECT FROM programme_act a WHERE a.noun = programme_wait.noun AND a.kind = programme_wait.kind) THEN
        RETURN;
    END IF;
    IF noun = 'seat' THEN
        PERFORM pg_advisory_xact_lock(1767268749, 5);
    ELSIF noun IN ('meeting', 'decision') THEN
        PERFORM pg_advisory_xact_lock_shared(1767268749, 5);
    ELSIF noun IN ('journal', 'limit') THEN
        PERFORM pg_advisory_xact_lock(1767268749, 3);
        PERFORM FROM programme_contribution c WHERE c.public_id = coalesce(
            sets ->> 'contribution', (SELECT j.contribution FROM programme_journal j WHERE j.public_id = subject)) FOR UPDATE;
    END IF;
    -- What it is a part of, and the project of that.
    belongs_to := CASE noun
        WHEN 'indicator' THEN coalesce(sets ->> 'result', (SELECT i.result FROM programme_indicator i WHERE i.public_id = subject))
        WHEN 'value' THEN coalesce(sets ->> 'indicator', (SELECT v.indicator FROM programme_value v WHERE v.public_id = subject))
        WHEN 'participation' THEN coalesce(sets ->> 'initiative', (SELECT p.initiative FROM programme_participation p WHERE p.public_id = subject))
        WHEN 'feedback' THEN coalesce(sets ->> 'initiative', (SELECT f.initiative FROM programme_feedback f WHERE f.public_id = subject))
        WHEN 'decision' THEN coalesce(sets ->> 'meeting', (SELECT d.meeting FROM programme_decision d WHERE d.public_id = subject))
        WHEN 'finding' THEN coalesce(sets ->> 'evaluation', (SELECT f.evaluation FROM programme_finding f WHERE f.public_id = subject))
        WHEN 'recommendation' THEN coalesce(sets ->> 'evaluation', (SELECT r.evaluation FROM programme_recommendation r WHERE r.public_id = subject))
        END;
    of := CASE
        WHEN noun = 'indicator' THEN (SELECT r.project FROM programme_result r WHERE r.public_id = belongs_to)
        WHEN noun = 'value' THEN (
            SELECT r.project FROM programme_indicator i JOIN programme_result r ON r.public_id = i.result WHERE i.public_id = belongs_to)
        WHEN noun IN ('participation', 'feedback') AND belongs_to <> '' THEN (SELECT i.project FROM programme_initiative i WHERE i.public_id = belongs_to)
        WHEN noun IN ('finding', 'recommendation') THEN (SELECT v.project FROM programme_evaluation v WHERE v.public_id = belongs_to)
        WHEN sets ? 'project' THEN sets ->> 'project' END;
    IF of IS NULL AND noun IN ('result', 'activity', 'partner', 'location', 'risk', 'issue', 'lesson', 'document', 'report', 'diligence', 'commitment',
                               'initiative', 'feedback', 'evaluation', 'recipient', 'journal') THEN
        EXECUTE format('SELECT r.project FROM %I r WHERE r.public_id = $1', 'programme_' || noun) INTO of USING subject;
    END IF;
    IF noun IN ('result', 'diligence', 'evaluation', 'recipient') THEN
        -- Marks, releases and holds of a project wait for each other; who evaluates it is asked of everybody who worked in it.
        PERFORM FROM programme_project p WHERE p.public_id = of FOR UPDATE;
    ELSE
        PERFORM FROM programme_project p WHERE p.public_id IN (of, says ->> 'to') ORDER BY p.public_id FOR SHARE;
    END IF;
    CASE noun
        WHEN 'value' THEN PERFORM FROM programme_indicator i WHERE i.public_id = belongs_to FOR SHARE;
        WHEN 'decision' THEN PERFORM FROM programme_meeting m WHERE m.public_id = belongs_to FOR SHARE;
        WHEN 'finding', 'recommendation' THEN PERFORM FROM programme_evaluation v WHERE v.public_id = belongs_to FOR SHARE;
        ELSE NULL;
    END CASE;
    CASE noun
        WHEN 'value' THEN
            PERFORM FROM programme_period p WHERE p.name = coalesce(sets ->> 'period', (
                SELECT v.period FROM programme_value v WHERE v.public_id = subject)) FOR SHARE;
        WHEN 'journal' THEN
            PERFORM FROM programme_period p WHERE coalesce((sets ->> 'booked_on')::date, (
                SELECT j.booked_on FROM programme_journal j WHERE j.public_id = subject)) BETWEEN p.starts_on AND p.ends_on ORDER BY p.name FOR SHARE;
        WHEN 'indicator' THEN
            PERFORM FROM programme_period p WHERE p.name IN (SELECT v.period FROM programme_value v WHERE v.indicator = subject) ORDER BY p.name FOR SHARE;
        ELSE NULL;
    END CASE;
    EXECUTE format('SELECT FROM %I r WHERE r.public_id = $1 FOR UPDATE', 'programme_' || noun) USING subject;
END $$;

CREATE OR REPLACE FUNCTION programme_parts(in_project text) RETURNS TABLE (noun text, subject text) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT 'project', in_project
    UNION ALL SELECT 'result', r.public_id FROM programme_result r WHERE r.project = in_project
    UNION ALL SELECT 'indicator', i.public_id FROM programme_indicator i JOIN programme_result r ON r.public_id = i.result WHERE r.project = in_project
    UNION ALL SELECT 'value', v.public_id FROM programme_value v JOIN programme_indicator i ON i.public_id = v.indicator
        JOIN programme_result r ON r.public_id = i.result WHERE r.project = in_project
    UNION ALL SELECT 'activity', a.public_id FROM programme_activity a WHERE a.project = in_project
    UNION ALL SELECT 'partner', a.public_id FROM programme_partner a WHERE a.project = in_project
    UNION ALL SELECT 'recipient', a.public_id FROM programme_recipient a WHERE a.project = in_project
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
    UNION ALL SELECT 'journal', j.public_id FROM programme_journal j WHERE j.project = in_project
    UNION ALL SELECT 'evaluation', v.public_id FROM programme_evaluation v WHERE v.project = in_project
    UNION ALL SELECT 'recommendation', r.public_id FROM programme_recommendation r JOIN programme_evaluation v ON v.public_id = r.evaluation
        WHERE v.project = in_project
$$;
