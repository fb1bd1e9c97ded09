-- A recommendation comes out of findings of its evaluation; the answer is management's and never the evaluator's.
-- By its own hand: separation of duties: who evaluated does not answer for those who have to act.
CREATE OR REPLACE FUNCTION programme_wrong_recommendation(e acts_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN e.kind IN ('made', 'withdrawn') THEN coalesce(
            CASE WHEN EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'findings') f WHERE NOT EXISTS (
                SELECT FROM programme_finding x WHERE x.public_id = f.value AND x.evaluation = is_now ->> 'evaluation' AND x.state = 'stated'))
                THEN 'there is no such finding' END, programme_wrong_evaluator(is_now, written))
        WHEN programme_evaluated(accounts_people(written), is_now ->> 'evaluation') OR EXISTS (
            SELECT FROM programme_evaluation v WHERE v.public_id = is_now ->> 'evaluation' AND v.account = ANY (accounts_people(written)))
            THEN 'who evaluated does not answer'
        WHEN e.kind = 'done' AND (is_now ->> 'done_on')::date IS DISTINCT FROM (written.recorded_at AT TIME ZONE 'UTC')::date THEN 'it says another day' END
$$;
