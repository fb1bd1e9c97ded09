-- What an act asks for beyond its guards: `was` is the record before, `is_now` after it, `written` its entry; null where nothing is wrong.
-- By its own hand: what was opened in another compartment cannot be unread; and it is the way to what requests, steps and files ask.
CREATE OR REPLACE FUNCTION tracing_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF was IS NULL AND e.record_type <> 'step' AND NOT EXISTS (
            SELECT FROM accounts_agency a WHERE a.public_id = written.agency AND is_now ->> 'compartment' = tracing_compartment(a.kind)) THEN
        RETURN 'it would be another compartment''s';
    END IF;
    RETURN CASE e.record_type
        WHEN 'request' THEN tracing_check_request(e, was, is_now, written, personal)
        WHEN 'step' THEN tracing_check_step(e, was, is_now, written)
        ELSE tracing_check_exchange(e, is_now, written, personal) END;
END $$;
