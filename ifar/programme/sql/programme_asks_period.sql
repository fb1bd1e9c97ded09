-- A period is locked once it has ended; and an indicator whose approved values were typed is not called counted afterwards.
CREATE OR REPLACE FUNCTION programme_asks_period(e programme_event, is_now jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    since CONSTANT date := is_now ->> 'starts_on';
    until CONSTANT date := is_now ->> 'ends_on';
BEGIN
    IF e.kind = 'locked' AND until >= (SELECT (l.recorded_at AT TIME ZONE 'UTC')::date FROM ledger_entry l WHERE l.entry = e.id) THEN
        RETURN 'the period has not ended';
    END IF;
    IF e.kind <> 'opened' THEN RETURN NULL; END IF;
    PERFORM pg_advisory_xact_lock(1767268749, 4);
    RETURN CASE WHEN EXISTS (
        SELECT FROM programme_period p WHERE p.starts_on <= until AND p.ends_on >= since
        AND 10 * least(until - since + 1, p.ends_on - p.starts_on + 1) >= 9 * greatest(until - since + 1, p.ends_on - p.starts_on + 1))
        THEN 'a period of this length covers some of these days' END;
END $$;
