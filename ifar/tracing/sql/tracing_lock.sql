-- The request of a link or a file is locked before it: links of one request wait for each other, since its figures are reckoned from all of them.
CREATE OR REPLACE FUNCTION tracing_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF record_type IN ('step', 'exchange') THEN
        PERFORM FROM tracing_request r WHERE r.public_id = coalesce(changes ->> 'request', (
            SELECT q.public_id FROM tracing_step s JOIN tracing_request q ON q.id = s.request_id WHERE s.public_id = subject)) FOR UPDATE;
    END IF;
END $$;
