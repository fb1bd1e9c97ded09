-- Whether somebody wrote what an evaluation found or recommended, or delivered it.
CREATE OR REPLACE FUNCTION programme_evaluated(who text[], in_evaluation text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
        WHERE l.actor = ANY (who) AND (e.record_type = 'evaluation' AND e.subject = in_evaluation AND e.kind = 'delivered'
            OR e.record_type = 'finding' AND e.subject IN (SELECT f.public_id FROM programme_finding f WHERE f.evaluation = in_evaluation)
            OR e.record_type = 'recommendation' AND e.kind IN ('made', 'withdrawn')
               AND e.subject IN (SELECT r.public_id FROM programme_recommendation r WHERE r.evaluation = in_evaluation)))
$$;
