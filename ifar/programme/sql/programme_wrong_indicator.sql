-- Of an indicator with a value in a locked period, what says what that value means stays: unit, measure, direction, aggregation, baseline, its target.
-- And an indicator whose approved values were typed is not called counted afterwards.
-- By its own hand: what a locked value means does not change behind it, nor while somebody locks its period.
CREATE OR REPLACE FUNCTION programme_wrong_indicator(e acts_event, was jsonb, is_now jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    locked text[];
BEGIN
    IF e.kind <> 'changed' THEN
        RETURN NULL;
    ELSIF is_now ->> 'source' NOT IN ('', was ->> 'source') AND EXISTS (
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
