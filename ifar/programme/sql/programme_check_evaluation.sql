CREATE OR REPLACE FUNCTION programme_check_evaluation(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
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
