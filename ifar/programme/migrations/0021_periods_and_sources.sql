-- A period is locked once it has ended; and an indicator whose approved values were typed is not called counted afterwards.

CREATE OR REPLACE FUNCTION programme_asks_period(e programme_event, is_now jsonb) RETURNS text LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
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

CREATE OR REPLACE FUNCTION programme_asks_indicator(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    locked text[];
BEGIN
    IF NOT programme_works(written.actor) THEN
        RETURN 'it is not theirs to plan';
    ELSIF e.kind <> 'changed' THEN
        RETURN NULL;
    END IF;
    IF is_now ->> 'source' NOT IN ('', was ->> 'source') AND EXISTS (
        SELECT FROM programme_value v WHERE v.indicator = e.subject AND v.state = 'approved' AND v.lineage ->> 'source' IS DISTINCT FROM is_now ->> 'source') THEN
        RETURN 'values of it were not counted from there';
    END IF;
    PERFORM FROM programme_period p WHERE p.name IN (SELECT v.period FROM programme_value v WHERE v.indicator = e.subject) FOR SHARE;
    SELECT array_agg(DISTINCT p.name) INTO locked FROM programme_period p JOIN programme_value v ON v.period = p.name AND v.indicator = e.subject
        WHERE p.state = 'locked';
    IF locked IS NOT NULL AND ((was ->> 'unit', was ->> 'measure', was ->> 'direction', was ->> 'aggregation', (was ->> 'baseline')::numeric)
        IS DISTINCT FROM (is_now ->> 'unit', is_now ->> 'measure', is_now ->> 'direction', is_now ->> 'aggregation', (is_now ->> 'baseline')::numeric)
       OR EXISTS (SELECT FROM unnest(locked) l(name) WHERE was -> 'targets' -> l.name IS DISTINCT FROM is_now -> 'targets' -> l.name)) THEN
        RETURN 'a value of a locked period is read by it';
    END IF;
    RETURN NULL;
END $$;
