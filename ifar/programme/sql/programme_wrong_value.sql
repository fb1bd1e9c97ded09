-- What is counted is not written by hand, and comes from where its indicator says; nothing of a locked period moves.
-- By its own hand: a value and the lock of its period at once wait for each other, and what is counted nobody types.
CREATE OR REPLACE FUNCTION programme_wrong_value(e acts_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    counts text;
BEGIN
    -- The locks wait for whoever writes now, and whoever comes later finds them.
    PERFORM FROM programme_period p WHERE p.name = is_now ->> 'period' AND p.state = 'open' FOR SHARE;
    IF NOT FOUND THEN
        RETURN 'the period is locked, or there is none';
    END IF;
    SELECT i.source INTO counts FROM programme_indicator i WHERE i.public_id = is_now ->> 'indicator' FOR SHARE;
    IF e.kind = 'computed' THEN
        RETURN CASE WHEN counts = '' OR is_now -> 'lineage' ->> 'source' IS DISTINCT FROM counts THEN 'it says not from which records it comes'
            WHEN counts = 'complaints_in_time' AND written.actor <> 'programme' THEN 'it is not theirs to count' END;
    END IF;
    RETURN CASE WHEN counts = '' OR e.kind IN ('returned', 'reopened') THEN NULL
        WHEN e.kind <> 'approved' THEN 'it is counted from the records, and not reported'
        WHEN is_now -> 'lineage' ->> 'source' IS DISTINCT FROM counts THEN 'it is counted from the records, and nobody counted it' END;
END $$;
