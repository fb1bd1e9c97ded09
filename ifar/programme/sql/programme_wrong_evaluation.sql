-- Nobody judges their own: the evaluator is independent of the project until it is delivered, and does not close it. It found something, and what it
-- recommends is answered.
-- By its own hand: separation of duties: nobody evaluates what they worked on, or closes their own evaluation.
CREATE OR REPLACE FUNCTION programme_wrong_evaluation(e acts_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    of CONSTANT text := is_now ->> 'project';
    account CONSTANT text := is_now ->> 'account';
BEGIN
    IF e.kind = 'closed' THEN
        RETURN CASE WHEN programme_evaluated(accounts_people(written), e.subject) THEN 'who evaluated does not close it'
            WHEN EXISTS (SELECT FROM programme_recommendation r WHERE r.evaluation = e.subject AND r.state = 'made') THEN 'a recommendation waits for an answer' END;
    ELSIF e.kind = 'delivered' AND NOT EXISTS (SELECT FROM programme_finding f WHERE f.evaluation = e.subject AND f.state = 'stated') THEN
        RETURN 'it found nothing';
    ELSIF e.kind <> 'cancelled' AND (
           EXISTS (SELECT FROM programme_names(of, is_now ->> 'commissioned_by') n(name)
                   WHERE lower(regexp_replace(btrim(n.name), '\s+', ' ', 'g')) = lower(regexp_replace(btrim(is_now ->> 'evaluator'), '\s+', ' ', 'g')))
        OR programme_concerned(is_now ->> 'evaluator', of)
        OR CASE WHEN account = '' THEN programme_commissioner_worked(is_now ->> 'commissioned_by', of)
           ELSE account = is_now ->> 'commissioned_by' OR programme_worked(account, of) END
        OR account <> '' AND e.kind <> 'delivered' AND NOT accounts_holds(account, ARRAY['evaluator'])) THEN
        RETURN 'the evaluator is not independent';
    END IF;
    RETURN NULL;
END $$;
