-- Who did anything in a project. What an evaluator did as one is no work in it; `apart`: nor is to commission and close evaluations.
CREATE OR REPLACE FUNCTION programme_workers(in_project text, apart boolean) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT DISTINCT l.actor FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
    WHERE (e.record_type, e.subject) IN (SELECT p.record_type, p.subject FROM programme_parts(in_project) p)
      AND NOT (e.record_type = 'evaluation' AND (apart OR e.kind = 'delivered')) AND NOT (e.record_type = 'recommendation' AND e.kind IN ('made', 'withdrawn'))
$$;
