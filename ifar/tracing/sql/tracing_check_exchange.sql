-- The same of a file; that it belongs to a request under way with the State at its other end, its guards say.
-- By its own hand: a file that left to another State cannot be called back, so the office whose request it is sends it.
CREATE OR REPLACE FUNCTION tracing_check_exchange(e acts_event, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.kind = 'refused' THEN
        RETURN NULL;
    ELSIF is_now ->> 'sender' = is_now ->> 'recipient' THEN
        RETURN 'a file goes from one State to another';
    ELSIF is_now ->> 'form' IN ('authorised', 'methods') THEN
        RETURN tracing_check_notice(e, is_now, personal);
    ELSIF NOT EXISTS (SELECT FROM tracing_request r JOIN accounts_agency a ON a.id = r.agency_id
                      WHERE r.public_id = is_now ->> 'request' AND written.agency IN (a.public_id, r.office)) THEN
        RETURN 'it is another office''s to do';
    END IF;
    RETURN NULL;
END $$;
