CREATE OR REPLACE FUNCTION programme_check_support(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    begins text;
BEGIN
    begins := CASE WHEN e.noun = 'project' AND e.kind = 'started' THEN e.subject
        WHEN e.noun = 'journal' THEN CASE is_now ->> 'move' WHEN 'reallocation' THEN e.details ->> 'to' WHEN 'allocation' THEN is_now ->> 'project'
            WHEN 'obligation' THEN is_now ->> 'project' END END;
    IF begins IS NOT NULL AND NOT programme_received(begins) THEN
        RETURN 'it has no recipients, or unconfirmed ones';
    END IF;
    RETURN programme_check_support_before_recipients(e, is_now, written);
END $$;
