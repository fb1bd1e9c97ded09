-- Locks of an act before its record: the committee, the books, the contribution, the project, what it belongs to, the periods; always in this order.
CREATE OR REPLACE FUNCTION programme_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    of text;
    belongs_to text;
BEGIN
    IF record_type = 'seat' THEN
        PERFORM pg_advisory_xact_lock(1767268749, 5);
    ELSIF record_type IN ('meeting', 'decision') THEN
        PERFORM pg_advisory_xact_lock_shared(1767268749, 5);
    ELSIF record_type IN ('journal', 'limit') THEN
        PERFORM pg_advisory_xact_lock(1767268749, 3);
        PERFORM FROM programme_contribution c WHERE c.public_id = coalesce(
            changes ->> 'contribution', (SELECT j.contribution FROM programme_journal j WHERE j.public_id = subject)) FOR UPDATE;
    END IF;
    -- What it is a part of, and the project of that.
    belongs_to := CASE record_type
        WHEN 'indicator' THEN coalesce(changes ->> 'result', (SELECT i.result FROM programme_indicator i WHERE i.public_id = subject))
        WHEN 'value' THEN coalesce(changes ->> 'indicator', (SELECT v.indicator FROM programme_value v WHERE v.public_id = subject))
        WHEN 'participation' THEN coalesce(changes ->> 'initiative', (SELECT p.initiative FROM programme_participation p WHERE p.public_id = subject))
        WHEN 'feedback' THEN coalesce(changes ->> 'initiative', (SELECT f.initiative FROM programme_feedback f WHERE f.public_id = subject))
        WHEN 'decision' THEN coalesce(changes ->> 'meeting', (SELECT d.meeting FROM programme_decision d WHERE d.public_id = subject))
        WHEN 'finding' THEN coalesce(changes ->> 'evaluation', (SELECT f.evaluation FROM programme_finding f WHERE f.public_id = subject))
        WHEN 'recommendation' THEN coalesce(changes ->> 'evaluation', (SELECT r.evaluation FROM programme_recommendation r WHERE r.public_id = subject))
        END;
    of := CASE
        WHEN record_type = 'indicator' THEN (SELECT r.project FROM programme_result r WHERE r.public_id = belongs_to)
        WHEN record_type = 'value' THEN (
            SELECT r.project FROM programme_indicator i JOIN programme_result r ON r.public_id = i.result WHERE i.public_id = belongs_to)
        WHEN record_type IN ('participation', 'feedback') AND belongs_to <> '' THEN (SELECT i.project FROM programme_initiative i WHERE i.public_id = belongs_to)
        WHEN record_type IN ('finding', 'recommendation') THEN (SELECT v.project FROM programme_evaluation v WHERE v.public_id = belongs_to)
        WHEN changes ? 'project' THEN changes ->> 'project' END;
    IF of IS NULL AND record_type IN ('result', 'activity', 'partner', 'location', 'risk', 'issue', 'lesson', 'document', 'report', 'diligence', 'commitment',
                               'initiative', 'feedback', 'evaluation', 'recipient', 'journal') THEN
        EXECUTE format('SELECT r.project FROM %I r WHERE r.public_id = $1', 'programme_' || record_type) INTO of USING subject;
    END IF;
    IF record_type IN ('result', 'diligence', 'evaluation', 'recipient') THEN
        -- Marks, releases and holds of a project wait for each other; who evaluates it is asked of everybody who worked in it.
        PERFORM FROM programme_project p WHERE p.public_id = of FOR UPDATE;
    ELSE
        PERFORM FROM programme_project p WHERE p.public_id IN (of, details ->> 'to') ORDER BY p.public_id FOR SHARE;
    END IF;
    CASE record_type
        WHEN 'value' THEN PERFORM FROM programme_indicator i WHERE i.public_id = belongs_to FOR SHARE;
        WHEN 'decision' THEN PERFORM FROM programme_meeting m WHERE m.public_id = belongs_to FOR SHARE;
        WHEN 'finding', 'recommendation' THEN PERFORM FROM programme_evaluation v WHERE v.public_id = belongs_to FOR SHARE;
        ELSE NULL;
    END CASE;
    CASE record_type
        WHEN 'value' THEN
            PERFORM FROM programme_period p WHERE p.name = coalesce(changes ->> 'period', (
                SELECT v.period FROM programme_value v WHERE v.public_id = subject)) FOR SHARE;
        WHEN 'journal' THEN
            PERFORM FROM programme_period p WHERE coalesce((changes ->> 'booked_on')::date, (
                SELECT j.booked_on FROM programme_journal j WHERE j.public_id = subject)) BETWEEN p.starts_on AND p.ends_on ORDER BY p.name FOR SHARE;
        WHEN 'indicator' THEN
            PERFORM FROM programme_period p WHERE p.name IN (SELECT v.period FROM programme_value v WHERE v.indicator = subject) ORDER BY p.name FOR SHARE;
        ELSE NULL;
    END CASE;
END $$;
