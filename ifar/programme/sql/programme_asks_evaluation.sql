CREATE OR REPLACE FUNCTION programme_asks_evaluation(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
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
