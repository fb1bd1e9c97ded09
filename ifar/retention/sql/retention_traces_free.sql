-- What was said with a trace request is kept under a hold on its firearm, or on a party that a link of its chain names.
-- By its own hand: an erasure cannot be undone, and one at once with a hold waits for it: the words of a trace.
CREATE OR REPLACE FUNCTION retention_traces_free() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268722, 5);
    IF EXISTS (
        WITH of_request AS (
            SELECT r.id, r.firearm FROM tracing_event e JOIN tracing_request r ON r.public_id = e.subject WHERE e.id = NEW.entry
            UNION SELECT r.id, r.firearm FROM tracing_event e JOIN tracing_step s ON s.public_id = e.subject JOIN tracing_request r ON r.id = s.request_id
                WHERE e.id = NEW.entry
        ), about AS (
            SELECT firearm AS subject FROM of_request WHERE firearm <> ''
            UNION SELECT s.to_whom FROM of_request o JOIN tracing_step s ON s.request_id = o.id WHERE s.to_whom LIKE 'P%'
        )
        SELECT FROM retention_hold h JOIN about a ON a.subject = h.object
        WHERE coalesce(h.until, 'infinity') >= (statement_timestamp() AT TIME ZONE 'UTC')::date AND h.state = 'standing') THEN
        RAISE EXCEPTION 'ifar: a legal hold stands against the erasure %', NEW.erasure USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
