-- A period is locked once it has ended in the easternmost zone: in which one an installation counts, its service alone knows. Periods of about
-- the same length (the shorter has nine tenths of the longer's days) do not overlap: none is another's twin.
-- By its own hand: two periods of the same days, opened at once, would part what belongs together, and one locked too early never opens again.
CREATE OR REPLACE FUNCTION programme_wrong_period(e acts_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    since CONSTANT date := is_now ->> 'starts_on';
    until CONSTANT date := is_now ->> 'ends_on';
BEGIN
    IF e.kind = 'locked' THEN
        RETURN CASE WHEN until >= (written.recorded_at AT TIME ZONE 'Etc/GMT-14')::date THEN 'the period has not ended' END;
    END IF;
    PERFORM pg_advisory_xact_lock(1767268749, 4);
    RETURN CASE WHEN EXISTS (
        SELECT FROM programme_period p WHERE p.starts_on <= until AND p.ends_on >= since
        AND 10 * least(until - since + 1, p.ends_on - p.starts_on + 1) >= 9 * greatest(until - since + 1, p.ends_on - p.starts_on + 1))
        THEN 'a period of this length covers some of these days' END;
END $$;
