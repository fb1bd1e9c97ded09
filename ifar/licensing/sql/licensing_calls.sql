-- How often nobody was there: calls that were recorded at least twelve hours apart, as `inspection.CALLS_APART` says.
CREATE OR REPLACE FUNCTION licensing_calls(visit text) RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT count(*) FROM (
        SELECT l.recorded_at, lag(l.recorded_at) OVER (ORDER BY e.n) AS earlier
        FROM licensing_event e JOIN ledger_entry l ON l.entry = e.id WHERE e.subject = visit AND e.kind = 'missed') AS call
    WHERE call.earlier IS NULL OR call.recorded_at >= call.earlier + interval '12 hours'
$$;
