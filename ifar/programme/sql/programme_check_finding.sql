-- Findings and recommendations are the evaluator's; the answer is management's and never theirs.
CREATE OR REPLACE FUNCTION programme_check_finding(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    of programme_evaluation;
BEGIN
    SELECT * INTO of FROM programme_evaluation v WHERE v.public_id = is_now ->> 'evaluation';
    RETURN CASE WHEN of.id IS NULL THEN 'there is no such evaluation'
        WHEN was IS NOT NULL AND was ->> 'evaluation' <> is_now ->> 'evaluation' THEN 'it stays with its evaluation'
        WHEN of.state <> 'under_way' THEN 'nobody evaluates now'
        WHEN written.actor <> coalesce(nullif(of.account, ''), of.commissioned_by) THEN 'another evaluates' END;
END $$;
