-- Whether somebody ever wrote of an assessment.
CREATE OR REPLACE FUNCTION programme_assessed(who text[], of text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM programme_event w JOIN ledger_entry l ON l.entry = w.id WHERE w.record_type = 'diligence' AND w.subject = of
                   AND l.actor = ANY (who) AND w.kind IN ('drafted', 'assessed', 'changed', 'submitted', 'reviewed'))
$$;
