-- What an act waits for, asked twice: by whoever writes, before the act's entry takes its number in the log, and by the trigger, for whoever did
-- not ask. Whether a link or a file may come to a request, and whether a chain bears an outcome out, the verifier asks in the order of the log.

-- Locks, always in this order: the request, the link or the file.
CREATE FUNCTION tracing_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

CREATE FUNCTION tracing_event_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM tracing_wait(NEW.noun, NEW.kind, NEW.subject, NEW.changes, NEW.details);
    RETURN NEW;
END $$;
CREATE TRIGGER a_wait BEFORE INSERT ON tracing_event FOR EACH ROW EXECUTE FUNCTION tracing_event_wait();
ALTER TABLE tracing_event ENABLE ALWAYS TRIGGER a_wait;
