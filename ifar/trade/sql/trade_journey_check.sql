-- What no guard can say of an act on a journey: null, or why it may not be done.
-- By its own hand: what crossed the border is out of reach, and two journeys that cross at once under one authorisation do not see each other.
CREATE OR REPLACE FUNCTION trade_journey_check(kind text, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    day CONSTANT date := accounts_day(written.recorded_at);
    lines CONSTANT integer := jsonb_array_length(is_now -> 'arms');
BEGIN
    IF EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'gone') g WHERE NOT g::integer BETWEEN 1 AND lines)
       OR (SELECT count(*) <> count(DISTINCT g) FROM jsonb_array_elements_text(is_now -> 'gone') g)
       OR (SELECT count(*) <> count(DISTINCT b) FROM jsonb_array_elements_text(is_now -> 'back') b)
       OR NOT is_now -> 'gone' @> (is_now -> 'back') THEN
        RETURN 'it names other firearms than those of the journey';
    END IF;
    IF kind = 'announced' THEN
        IF (SELECT o.country = is_now ->> 'country' FROM accounts_agency o WHERE o.id = (is_now ->> 'agency_id')::bigint) THEN
            RETURN 'a journey leads to another State';
        ELSIF NOT lines BETWEEN 1 AND 50 OR is_now -> 'gone' <> '[]' OR EXISTS (
            SELECT FROM jsonb_array_elements(is_now -> 'arms') a WHERE coalesce(a ->> 'type', '') = ''
            OR CASE is_now ->> 'way' WHEN 'in' THEN coalesce(a ->> 'serial', '') = '' OR a ->> 'firearm' <> ''
                    ELSE NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = a ->> 'firearm' AND f.owner = is_now ->> 'holder') END)
            OR is_now ->> 'way' = 'out' AND (SELECT count(*) <> count(DISTINCT a ->> 'firearm') FROM jsonb_array_elements(is_now -> 'arms') a) THEN
            RETURN 'it names other firearms than those of the journey';
        ELSIF (is_now ->> 'announced_on')::date IS DISTINCT FROM day THEN
            RETURN 'it is another day';
        -- So many working days are no fewer days; which of them are worked the service knows.
        ELSIF (is_now ->> 'earliest_on')::date - day
              < coalesce((SELECT max(r.days) FROM trade_journey_rules(is_now, (is_now ->> 'crosses_on')::date) r), 0) THEN
            RETURN 'it is announced too late';
        END IF;
    ELSIF kind = 'crossed' THEN
        IF (is_now ->> 'crossed_on')::date IS DISTINCT FROM day THEN
            RETURN 'it is another day';
        ELSIF is_now -> 'gone' = '[]' OR (CASE is_now ->> 'way' WHEN 'out' THEN was -> 'arms' <> is_now -> 'arms'
            ELSE (SELECT jsonb_agg(a - 'firearm' ORDER BY n) FROM jsonb_array_elements(was -> 'arms') WITH ORDINALITY AS x (a, n))
                 <> (SELECT jsonb_agg(a - 'firearm' ORDER BY n) FROM jsonb_array_elements(is_now -> 'arms') WITH ORDINALITY AS x (a, n)) END) THEN
            RETURN 'it names other firearms than those of the journey';
        ELSIF is_now ->> 'way' = 'out' AND EXISTS (
            SELECT FROM jsonb_array_elements(is_now -> 'arms') WITH ORDINALITY AS x (a, n)
            WHERE is_now -> 'gone' @> to_jsonb(n)
              AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = a ->> 'firearm' AND f.owner = is_now ->> 'holder')) THEN
            RETURN 'a firearm is not of the traveller';
        ELSIF is_now ->> 'way' = 'out' AND EXISTS (
            SELECT FROM jsonb_array_elements(is_now -> 'arms') WITH ORDINALITY AS x (a, place)
            JOIN registry_firearm f ON f.public_id = a ->> 'firearm'
            JOIN registry_licenceuse u ON u.firearm_id = f.id AND u.ended_by IS NULL AND NOT u.void
            JOIN licensing_licence l ON l.public_id = u.licence
            WHERE is_now -> 'gone' @> to_jsonb(x.place) AND NOT (l.state = 'in_force' AND (l.valid_to IS NULL OR l.valid_to >= day))) THEN
            RETURN 'the licence of a firearm is not in force';
        ELSIF EXISTS (SELECT FROM trade_match m WHERE m.party IN (coalesce(nullif(is_now ->> 'holder', ''), is_now ->> 'public_id'))
                      AND (m.state = 'open' OR m.verdict = 'same')) THEN
            RETURN 'somebody might be on a list';
        ELSIF coalesce(is_now -> 'screened', '{}') - 'by' IS DISTINCT FROM (SELECT coalesce(jsonb_object_agg(w.public_id, w.n), '{}') FROM trade_watchlist w WHERE w.state = 'current')
            OR EXISTS (SELECT FROM trade_match m JOIN trade_watchlist w ON w.public_id = m.watchlist AND w.state = 'current', jsonb_array_elements(w.listed) x
                       WHERE m.party = coalesce(nullif(is_now ->> 'holder', ''), is_now ->> 'public_id') AND m.state = 'lapsed' AND x ->> 'ref' = m.ref) THEN
            RETURN 'the names were not asked of the lists that stand';
        ELSIF trade_journey_wanting(is_now, day) IS NOT NULL THEN
            RETURN 'the journey lacks something';
        END IF;
    ELSIF kind = 'extended' THEN
        IF (is_now ->> 'return_by')::date <= (was ->> 'return_by')::date THEN
            RETURN 'it may stay as long already';
        ELSIF EXISTS (SELECT FROM trade_authorisation a WHERE a.public_id = is_now ->> 'authorisation' AND is_now ->> 'authorisation' <> ''
                      AND NOT (a.state = 'in_force' AND a.valid_to >= (is_now ->> 'return_by')::date)) THEN
            RETURN 'its authorisation ends before';
        END IF;
    ELSIF kind IN ('returned', 'completed') THEN
        IF NOT is_now -> 'back' @> (was -> 'back') OR is_now -> 'back' <@ (was -> 'back')
           OR (kind = 'completed') <> (is_now -> 'back' @> (is_now -> 'gone')) THEN
            RETURN 'it names other firearms than those of the journey';
        END IF;
    END IF;
    RETURN NULL;
END $$;
