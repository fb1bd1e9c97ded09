-- After an act: what the figures need, and the delay that it began or ended.
CREATE OR REPLACE FUNCTION tracing_measure_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    request bigint;
    moment timestamptz;
BEGIN
    IF NEW.noun = 'step' THEN
        request := (SELECT s.request_id FROM tracing_step s WHERE s.public_id = NEW.subject);
    ELSE
        request := (SELECT r.id FROM tracing_request r WHERE r.public_id = NEW.subject);
        moment := (SELECT l.recorded_at FROM ledger_entry l WHERE l.entry = NEW.id);
        IF NEW.changes ->> 'state' <> 'delayed' THEN
            UPDATE tracing_delay d SET ended_at = moment WHERE d.request_id = request AND d.ended_at IS NULL;
        ELSIF NEW.kind = 'delayed' THEN
            INSERT INTO tracing_delay (id, request_id, ground, began_at) VALUES (NEW.id, request, NEW.changes ->> 'ground', moment);
        END IF;
    END IF;
    PERFORM tracing_measure_anew(request);
    RETURN NULL;
END $$;
