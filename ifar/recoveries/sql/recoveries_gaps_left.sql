-- The gaps that an act leaves in its chain, as `recoveries/custody/continuity.py` finds them: whoever writes an act does not say that it left none.
CREATE OR REPLACE FUNCTION recoveries_gaps_left(e acts_event, was jsonb, written ledger_entry) RETURNS SETOF text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    d CONSTANT jsonb := e.details;
    at CONSTANT timestamptz := (d ->> 'at')::timestamptz;
    seal CONSTANT text := coalesce(d ->> 'seal', '');
    -- How long it could be on the way without an explanation, by the setting that the entry saw.
    allowed CONSTANT integer := coalesce((d -> 'seen' ->> 'gap_hours')::integer, 0);
    latest timestamptz;
    given timestamptz;
    had recoveries_custodyevent;
    stood_in text;
    sealed_with text;
BEGIN
    IF e.kind IN ('taken_in', 'explained') THEN
        RETURN;
    END IF;
    -- Declining or taking back moves nothing, but the chain does not go back in time behind it.
    SELECT max((details ->> 'at')::timestamptz) INTO latest FROM recoveries_custodyevent
    WHERE subject = e.subject AND n < e.n AND kind <> 'explained' AND n >= (
        SELECT max(n) FROM recoveries_custodyevent WHERE subject = e.subject AND n < e.n AND kind NOT IN ('explained', 'declined', 'taken_back'));
    SELECT (details ->> 'at')::timestamptz INTO given FROM recoveries_custodyevent
    WHERE subject = e.subject AND n < e.n AND kind = 'handed' ORDER BY n DESC LIMIT 1;
    SELECT * INTO had FROM recoveries_custodyevent
    WHERE subject = e.subject AND n < e.n AND kind IN ('taken_in', 'received', 'moved', 'refound') ORDER BY n DESC LIMIT 1;
    SELECT coalesce(CASE WHEN kind = 'moved' THEN details ->> 'to_place' ELSE details ->> 'place' END, '') INTO stood_in FROM recoveries_custodyevent
    WHERE subject = e.subject AND n < e.n AND kind NOT IN ('explained', 'declined', 'taken_back', 'missed', 'sealed') ORDER BY n DESC LIMIT 1;
    SELECT coalesce(details ->> 'seal', '') INTO sealed_with FROM recoveries_custodyevent
    WHERE subject = e.subject AND n < e.n AND kind NOT IN ('explained', 'declined', 'taken_back', 'missed') ORDER BY n DESC LIMIT 1;
    IF at < latest OR e.kind = 'received' AND at - given > make_interval(hours => allowed) THEN
        RETURN NEXT e.n || ':time';
    END IF;
    IF e.kind IN ('declined', 'taken_back') THEN
        RETURN;
    END IF;
    IF e.kind <> 'received' THEN
        IF written.agency <> (SELECT public_id FROM accounts_agency WHERE id = (was ->> 'agency_id')::bigint)
           OR e.kind NOT IN ('missed', 'counted', 'refound') AND written.actor <> (SELECT actor FROM ledger_entry WHERE entry = had.id)
              AND NOT coalesce((had.details ->> CASE WHEN had.kind = 'moved' THEN 'to_room' ELSE 'room' END)::boolean, false) THEN
            RETURN NEXT e.n || ':person';
        END IF;
        IF e.kind = 'missed' OR e.kind IN ('handed', 'moved', 'counted', 'released') AND coalesce(d ->> 'place', '') <> stood_in THEN
            RETURN NEXT e.n || ':place';
        END IF;
    END IF;
    IF e.kind = 'sealed' THEN
        IF sealed_with <> '' AND btrim(coalesce(d ->> 'reason', '')) = '' THEN
            RETURN NEXT e.n || ':seal';
        END IF;
    ELSIF e.kind <> 'missed' AND (seal <> sealed_with OR NOT coalesce((d ->> 'whole')::boolean, true)) THEN
        RETURN NEXT e.n || ':seal';
    END IF;
END $$;
