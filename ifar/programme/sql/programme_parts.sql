-- Everything that belongs to a project: its record_type and identifier.
CREATE OR REPLACE FUNCTION programme_parts(in_project text) RETURNS TABLE(record_type text, subject text)
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
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
