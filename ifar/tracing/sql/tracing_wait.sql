-- Locks, always in this order: the request, the link or the file.
CREATE OR REPLACE FUNCTION tracing_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    -- Links of one request wait for each other: its figures are reckoned from all of them.
    CASE noun
        WHEN 'request' THEN
            PERFORM FROM tracing_request r WHERE r.public_id = subject FOR UPDATE;
        WHEN 'step' THEN
            PERFORM FROM tracing_request r WHERE r.public_id = coalesce(sets ->> 'request', (
                SELECT q.public_id FROM tracing_step s JOIN tracing_request q ON q.id = s.request_id WHERE s.public_id = subject)) FOR UPDATE;
            PERFORM FROM tracing_step s WHERE s.public_id = subject FOR UPDATE;
        WHEN 'exchange' THEN
            PERFORM FROM tracing_request r WHERE r.public_id = coalesce(sets ->> 'request', (
                SELECT x.request FROM tracing_exchange x WHERE x.public_id = subject)) FOR UPDATE;
            PERFORM FROM tracing_exchange x WHERE x.public_id = subject FOR UPDATE;
        ELSE NULL;
    END CASE;
END $$;
