-- What the figures need after an act on a request or a link, and the delay that it began or ended.
CREATE OR REPLACE FUNCTION tracing_after(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    request bigint;
BEGIN
    IF e.record_type = 'exchange' THEN
        RETURN;
    ELSIF e.record_type = 'step' THEN
        request := (is_now ->> 'request_id')::bigint;
    ELSE
        request := (SELECT r.id FROM tracing_request r WHERE r.public_id = e.subject);
        IF is_now ->> 'state' <> 'delayed' THEN
            UPDATE tracing_delay d SET ended_at = written.recorded_at WHERE d.request_id = request AND d.ended_at IS NULL;
        ELSIF e.kind = 'delayed' THEN
            INSERT INTO tracing_delay (id, request_id, ground, began_at) VALUES (e.id, request, is_now ->> 'ground', written.recorded_at);
        END IF;
    END IF;
    PERFORM tracing_measure_anew(request);
END $$;
