CREATE OR REPLACE FUNCTION programme_asks_value(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    workers CONSTANT text[] := ARRAY['programme_officer', 'programme_manager'];
    counts text;
BEGIN
    -- Whoever gives the indicator another source waits, and is waited for.
    SELECT i.source INTO counts FROM programme_indicator i WHERE i.public_id = is_now ->> 'indicator' FOR SHARE;
    IF e.kind <> 'approved' AND is_now ->> 'approved_by' <> '' THEN
        RETURN 'what is new was approved by nobody yet';
    ELSIF e.kind IN ('drafted', 'reported', 'changed', 'submitted') THEN
        IF NOT programme_may(written.actor, workers, 'programme:value:report') THEN
            RETURN 'it is not theirs to report';
        ELSIF counts <> '' THEN
            RETURN 'it is counted from the records, and not reported';
        END IF;
    ELSIF e.kind = 'computed' THEN
        IF is_now -> 'lineage' ->> 'source' IS DISTINCT FROM counts OR is_now ->> 'reported_by' <> written.actor THEN
            RETURN 'it comes from other records, or another counted it';
        ELSIF written.actor <> 'programme' AND (counts = 'complaints_in_time' OR NOT programme_may(written.actor, workers, 'programme:value:report')) THEN
            RETURN 'it is not theirs to count';
        END IF;
    ELSIF e.kind = 'approved' AND counts <> '' AND is_now -> 'lineage' ->> 'source' IS DISTINCT FROM counts THEN
        RETURN 'it is counted from the records, and nobody counted it';
    ELSIF e.kind = 'reopened' AND NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN
        RETURN 'it is not theirs to reopen';
    END IF;
    RETURN NULL;
END $$;
