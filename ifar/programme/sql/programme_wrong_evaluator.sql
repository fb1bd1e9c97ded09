-- Findings and recommendations are the evaluator's, or of who commissioned where the evaluator has no account.
-- By its own hand: separation of duties: what was found is said by who evaluates, and by nobody else.
CREATE OR REPLACE FUNCTION programme_wrong_evaluator(is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN written.actor <> coalesce(nullif(v.account, ''), v.commissioned_by) THEN 'another evaluates' END
    FROM programme_evaluation v WHERE v.public_id = is_now ->> 'evaluation'
$$;
