CREATE OR REPLACE FUNCTION programme_check_recommendation(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
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
