-- What keeps the gate shut of the lists that stand: null, or that the names were not asked of each of them as it is, that somebody might stand on one, or
-- that whoever approves decided alone that somebody does not.
-- By its own hand: of a grant and a list that is loaded, or a match that is found, at once neither sees the other.
CREATE OR REPLACE FUNCTION trade_screened_check(a jsonb, approver text) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH matched AS (
        SELECT m.public_id, m.state, m.verdict, m.party, m.told, m.watchlist, m.ref FROM trade_match m WHERE m.agency_id = (a ->> 'agency_id')::bigint
        AND (m.party IN (a ->> 'applicant', a ->> 'end_user', a ->> 'broker', a ->> 'carrier') OR m.party = ANY (trade_consignees(a)))
    )
    SELECT CASE
        WHEN coalesce(a -> 'screened', '{}') - 'by' IS DISTINCT FROM (SELECT coalesce(jsonb_object_agg(w.public_id, w.n), '{}') FROM trade_watchlist w WHERE w.state = 'current')
            THEN 'the names were not asked of the lists that stand'
        WHEN EXISTS (SELECT FROM matched m WHERE m.state = 'open' OR m.verdict = 'same')
            THEN 'somebody might be on a list'
        -- An entry that went and came back, or that says something else than when a person decided; and a party abroad that is called otherwise.
        WHEN EXISTS (SELECT FROM matched m JOIN trade_watchlist w ON w.public_id = m.watchlist AND w.state = 'current', jsonb_array_elements(w.listed) x
                     WHERE x ->> 'ref' = m.ref AND (m.state = 'lapsed' OR m.told <> '{}' AND EXISTS (
                         SELECT FROM unnest(ARRAY['kind', 'names', 'born', 'states', 'numbers']) said WHERE x -> said IS DISTINCT FROM m.told -> 'entry' -> said)))
          OR EXISTS (SELECT FROM matched m JOIN trade_party t ON t.public_id = m.party AND t.who ->> 'name' <> ''
                     WHERE m.verdict = 'another' AND m.told <> '{}' AND m.told -> 'of' -> 'names' IS DISTINCT FROM jsonb_build_array(t.who ->> 'name'))
            THEN 'the names were not asked of the lists that stand'
        WHEN EXISTS (SELECT FROM matched m WHERE m.verdict = 'another' AND approver = (
            SELECT l.actor FROM trade_event v JOIN ledger_entry l ON l.entry = v.id
            WHERE v.record_type = 'match' AND v.subject = m.public_id AND v.kind = 'decided' ORDER BY v.n DESC LIMIT 1))
            THEN 'whoever approves decided of a match'
    END
$$;
