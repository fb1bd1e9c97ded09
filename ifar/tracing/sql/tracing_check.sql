CREATE OR REPLACE FUNCTION tracing_check(e tracing_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    wrong text;
    mine accounts_agency;
BEGIN
    IF was IS NULL AND e.noun <> 'step' THEN
        SELECT * INTO mine FROM accounts_agency WHERE public_id = written.agency;
        IF mine.id IS NULL OR mine.id IS DISTINCT FROM (is_now ->> 'agency_id')::bigint
           OR is_now ->> 'compartment' IS DISTINCT FROM tracing_compartment(mine.kind) THEN
            wrong := 'it would be another office''s, or another compartment''s';
        END IF;
    END IF;
    wrong := coalesce(wrong, CASE e.noun
        WHEN 'request' THEN tracing_check_request(e, was, is_now, written, personal)
        WHEN 'step' THEN tracing_check_step(e, was, is_now, written)
        ELSE tracing_check_exchange(e, is_now, written, personal) END);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', e.subject, e.kind, written.agency, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;
