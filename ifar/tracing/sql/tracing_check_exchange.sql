-- The same of a file: it belongs to a request that the same office asked or keeps, and goes to or comes from the State of that request.
CREATE OR REPLACE FUNCTION tracing_check_exchange(e tracing_event, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    of_request tracing_request;
    owner text;
BEGIN
    IF e.kind = 'refused' THEN
        RETURN CASE WHEN is_now ->> 'request' <> '' THEN 'a file that was refused belongs to nothing' END;
    END IF;
    IF is_now ->> 'form' IN ('authorised', 'methods') THEN
        RETURN tracing_check_notice(e, is_now, personal);
    END IF;
    SELECT * INTO of_request FROM tracing_request WHERE public_id = is_now ->> 'request';
    owner := (SELECT public_id FROM accounts_agency WHERE id = of_request.agency_id);
    IF of_request.id IS NULL THEN
        RETURN 'there is no such request';
    ELSIF written.agency NOT IN (owner, of_request.office) THEN
        RETURN 'it is another office''s to do';
    ELSIF of_request.direction IS DISTINCT FROM (CASE
            WHEN e.kind = 'sent' AND is_now ->> 'form' = 'request' OR e.kind = 'accepted' AND is_now ->> 'form' = 'answer' THEN 'outgoing'
            WHEN e.kind = 'sent' AND is_now ->> 'form' = 'answer' OR e.kind = 'accepted' AND is_now ->> 'form' = 'request' THEN 'incoming' END) THEN
        RETURN 'it is a request of another direction';
    ELSIF of_request.state IN ('draft', 'withdrawn') THEN
        RETURN 'its request was not sent, or was withdrawn';
    ELSIF is_now ->> 'sender' = is_now ->> 'recipient' OR is_now ->> 'sender' = '' OR is_now ->> 'recipient' = ''
          OR of_request.country <> (CASE e.kind WHEN 'sent' THEN is_now ->> 'recipient' ELSE is_now ->> 'sender' END) THEN
        RETURN 'its request is another State''s';
    ELSIF is_now ->> 'message' = '' OR is_now ->> 'hash' !~ '^[0-9a-f]{64}$' OR is_now ->> 'expires_on' IS NULL THEN
        RETURN 'it does not say which file it is';
    END IF;
    RETURN NULL;
END $$;
