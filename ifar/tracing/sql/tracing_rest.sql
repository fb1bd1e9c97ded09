-- What was left of the term of an answer when a request was last delayed; NULL where that term had not begun.
CREATE OR REPLACE FUNCTION tracing_rest(request text) RETURNS interval
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    ran CONSTANT integer := (SELECT max(n) FROM tracing_event WHERE subject = request AND changes ->> 'state' IN ('acknowledged', 'searching'));
BEGIN
    RETURN greatest(interval '0', (SELECT (changes ->> 'due_at')::timestamptz FROM tracing_event
                                   WHERE subject = request AND n <= ran AND changes ->> 'due_at' IS NOT NULL ORDER BY n DESC LIMIT 1)
        - (SELECT l.recorded_at FROM tracing_event e JOIN ledger_entry l ON l.entry = e.id WHERE e.subject = request AND e.n = ran + 1))
        + CASE WHEN ran IS NULL THEN NULL::interval ELSE interval '0' END;
END $$;
