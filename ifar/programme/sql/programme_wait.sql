-- Recipients, marks, releases and holds of a project wait for each other.
CREATE OR REPLACE FUNCTION programme_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
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
