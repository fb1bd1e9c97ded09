-- What no guard can say of an act of trade: null, or why it may not be done.
-- By its own hand: what left on an authorisation does not come back, and of a grant and a paper taken back at once neither sees the other.
CREATE OR REPLACE FUNCTION trade_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    day CONSTANT date := accounts_day(written.recorded_at);
    home text;
BEGIN
    IF e.kind = 'diverted' THEN
        RETURN trade_check_diverted(e, is_now, written);
    ELSIF e.record_type IN ('consignment', 'crate', 'item', 'observation') THEN
        RETURN trade_check_consignment(e, was, is_now, written);
    ELSIF e.record_type IN ('delivery', 'enquiry') THEN
        RETURN trade_check_delivery(e, is_now, written);
    ELSIF e.record_type = 'despatch' THEN
        RETURN trade_check_despatch(e.kind, is_now, written);
    ELSIF e.record_type = 'box' THEN
        RETURN trade_check_box(e.kind, was, is_now, written);
    ELSIF e.record_type = 'journey' THEN
        RETURN trade_journey_check(e.kind, was, is_now, written);
    ELSIF e.record_type = 'authorisation' AND e.kind IN ('completed', 'granted') AND cashier_unpaid(
        e.subject, 'transfer', CASE e.kind WHEN 'granted' THEN 'decision' ELSE 'completeness' END, day) IS NOT NULL THEN
        RETURN 'a fee is not paid';
    ELSIF e.record_type = 'authorisation' AND e.kind = 'changed' AND cashier_settled(e.subject, 'transfer', 0)
        AND (was ->> 'kind', was ->> 'applicant') IS DISTINCT FROM (is_now ->> 'kind', is_now ->> 'applicant') THEN
        RETURN 'its fee is paid';
    ELSIF e.record_type = 'authorisation' AND e.kind IN ('amended', 'extended')
        AND cashier_unpaid(e.subject, 'transfer_' || (was ->> 'request'), 'decision', day) IS NOT NULL THEN
        RETURN 'a fee is not paid';
    ELSIF e.record_type = 'authorisation' AND e.kind IN ('drafted', 'changed', 'amended') AND is_now ->> 'extent' = 'general' AND EXISTS (
        SELECT FROM jsonb_array_elements(is_now -> 'goods') g WHERE concat(g ->> 'calibre', g ->> 'make', g ->> 'model') <> '') THEN
        RETURN 'a general one names types of goods';
    ELSIF e.record_type = 'authorisation' AND e.kind IN ('drafted', 'changed') AND is_now -> 'further' <> '[]'
        AND (is_now ->> 'extent' = 'single' OR is_now ->> 'consignee' = ''
             OR (SELECT count(*) <> count(DISTINCT named) FROM unnest(trade_consignees(is_now)) named)) THEN
        RETURN 'it names other consignees than it may';
    ELSIF e.record_type = 'authorisation' AND e.kind IN ('drafted', 'changed', 'amended') AND (
        EXISTS (SELECT FROM jsonb_each_text(is_now -> 'destinations') d WHERE is_now ->> 'kind' <> 'export' OR NOT is_now -> 'further' ? d.key
                OR d.value IN ('', is_now ->> 'from_state', is_now ->> 'into_state'))
        OR EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'through') t WHERE coalesce(t ->> 'into', '') <> '' AND t ->> 'into' <> is_now ->> 'into_state'
                   AND NOT EXISTS (SELECT FROM jsonb_each_text(is_now -> 'destinations') d WHERE d.value = t ->> 'into'))) THEN
        RETURN 'goods go to another State';
    ELSIF e.record_type = 'authorisation' AND e.kind IN ('granted', 'resumed', 'amended', 'extended') THEN
        IF '' IN (is_now ->> 'from_state', is_now ->> 'into_state', is_now ->> 'consignee') OR is_now -> 'goods' = '[]'
           OR is_now ->> 'valid_from' IS NULL OR coalesce((is_now ->> 'valid_to')::date, '-infinity') < day
           OR EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'goods') g WHERE coalesce((g ->> 'quantity')::bigint, 0) <= 0 OR coalesce(g ->> 'type', '') = '') THEN
            RETURN 'the authorisation says too little';
        ELSIF e.kind = 'granted' AND (is_now ->> 'decided_on')::date IS DISTINCT FROM day THEN
            RETURN 'it is another day';
        ELSIF EXISTS (SELECT FROM unnest(trade_consignees(is_now)) named WHERE NOT EXISTS (SELECT FROM trade_party t WHERE t.public_id = named AND t.state = 'open')) THEN
            RETURN 'with the consignee nothing is dealt';
        -- Who is merely alike is for people to judge; a bar of the applicant's own record ends by being lifted, which takes two.
        ELSIF is_now ->> 'applicant' <> '' AND EXISTS (
            SELECT FROM parties_bar b WHERE b.party = ANY (licensing_records(is_now ->> 'applicant')) AND b.state = 'standing'
            AND b.valid_from <= day AND coalesce(b.valid_until, day) >= day) THEN
            RETURN 'the applicant is barred';
        ELSIF trade_risk(is_now, day) IS NOT NULL THEN
            RETURN 'the risk is not assessed';
        ELSIF trade_wanting(is_now, day) IS NOT NULL THEN
            RETURN 'the gate is shut';
        ELSIF e.kind = 'amended' AND trade_overdrawn((is_now ->> 'id')::bigint, is_now -> 'goods') THEN
            RETURN 'more is packed';
        ELSIF is_now ->> 'kind' <> 'import' AND EXISTS (SELECT FROM unnest(trade_consignees(is_now)) named WHERE trade_unverified(named, day) IS NOT NULL) THEN
            RETURN 'an earlier delivery is not verified';
        ELSIF EXISTS (SELECT FROM trade_refusals(is_now, day) r WHERE NOT is_now -> 'refusals_answered' ? r) THEN
            RETURN 'an earlier refusal is not answered';
        END IF;
        RETURN trade_screened_check(is_now, written.actor);
    ELSIF e.kind = 'refusal_weighed' AND EXISTS (
        SELECT FROM trade_denial d WHERE d.state = 'entered' AND is_now -> 'refusals_answered' ? d.public_id AND NOT was -> 'refusals_answered' ? d.public_id) THEN
        RETURN 'the refusal is not verified';
    ELSIF e.record_type = 'match' AND (e.kind = 'lapsed') = EXISTS (
        SELECT FROM trade_watchlist w, jsonb_array_elements(w.listed) x
        WHERE w.public_id = is_now ->> 'watchlist' AND w.state = 'current' AND x ->> 'ref' = is_now ->> 'ref') AND e.kind IN ('found', 'lapsed') THEN
        RETURN CASE e.kind WHEN 'found' THEN 'the list has no such entry' ELSE 'the entry is still on the list' END;
    ELSIF e.record_type = 'watchlist' AND e.kind = 'loaded' AND (jsonb_array_length(coalesce(personal -> 'listed', '[]')) <> (is_now ->> 'entries')::integer
        OR encode(sha256(convert_to(coalesce((personal -> 'listed')::text, ''), 'UTF8')), 'hex') <> is_now ->> 'listed_digest') THEN
        RETURN 'the list has other entries than were decided';
    ELSIF e.record_type = 'authorisation' AND e.kind IN ('drafted', 'changed') THEN
        SELECT o.country INTO home FROM accounts_agency o WHERE o.id = (is_now ->> 'agency_id')::bigint;
        IF NOT coalesce(is_now ->> 'compartment' = CASE is_now ->> 'kind' WHEN 'state' THEN 'defence' ELSE 'civilian' END, false) THEN
            RETURN 'another compartment authorises it';
        ELSIF is_now ->> 'kind' = 'state' AND is_now ->> 'applicant' <> '' THEN
            RETURN 'a State authorises what it transfers itself';
        ELSIF is_now ->> 'kind' NOT IN ('export', 'state') AND is_now ->> 'from_state' = home THEN
            RETURN 'what leaves this State is an export';
        ELSIF is_now ->> 'kind' = 'export' AND is_now ->> 'from_state' <> home OR is_now ->> 'kind' = 'import' AND is_now ->> 'into_state' <> home
            OR is_now ->> 'kind' = 'state' AND NOT home IN (is_now ->> 'from_state', is_now ->> 'into_state') THEN
            RETURN 'an export leaves this State, and an import comes to it';
        ELSIF is_now ->> 'from_state' = is_now ->> 'into_state' THEN
            RETURN 'the goods stay in one State';
        END IF;
    ELSIF e.record_type = 'paper' AND was IS NULL AND NOT EXISTS (
        SELECT FROM accounts_agency o WHERE o.id = (is_now ->> 'agency_id')::bigint AND o.public_id = written.agency) THEN
        RETURN 'another office keeps it';
    ELSIF e.record_type = 'paper' AND e.kind IN ('entered', 'corrected') AND NOT EXISTS (
        SELECT FROM files_deposit d WHERE d.file_id = is_now ->> 'file' AND d.purpose = 'transfer_paper') THEN
        RETURN 'there is no such file';
    ELSIF e.record_type = 'paper' AND e.kind = 'verified' AND EXISTS (
        -- What answers the same is one paper; and one that a grant could rest on serves no other authorisation, also once it was taken back. Before it is
        -- verified nobody rests on it, and whoever hands one in is told nothing of what others did.
        SELECT FROM trade_paper p JOIN trade_authorisation a ON a.id = p.authorisation_id
        WHERE p.public_id <> e.subject AND (p.country = is_now ->> 'country' OR '' IN (p.country, is_now ->> 'country')) AND trade_plain(p.number) = trade_plain(is_now ->> 'number')
          AND replace(p.kind, 'no_import_licence', 'import_authorisation') = replace(is_now ->> 'kind', 'no_import_licence', 'import_authorisation')
          AND (p.state = 'verified'
               OR p.state = 'withdrawn' AND a.valid_from IS NOT NULL AND a.id <> (is_now ->> 'authorisation_id')::bigint)) THEN
        RETURN 'this paper is on file';
    ELSIF e.record_type = 'party' AND e.kind IN ('entered', 'changed') AND coalesce(btrim(is_now -> 'who' ->> 'name'), '') = '' THEN
        RETURN 'it has no name';
    ELSIF e.record_type = 'party' AND e.kind = 'changed'
        AND (was ->> 'country', was ->> 'number', coalesce(was -> 'who' ->> 'name', ''), coalesce(was -> 'who' ->> 'address', ''))
            IS DISTINCT FROM (is_now ->> 'country', is_now ->> 'number', coalesce(is_now -> 'who' ->> 'name', ''), coalesce(is_now -> 'who' ->> 'address', ''))
        AND (EXISTS (SELECT FROM trade_paper p WHERE p.consignee = e.subject AND p.state = 'verified')
             OR EXISTS (SELECT FROM trade_authorisation a WHERE (e.subject IN (a.consignee, a.end_user, a.broker, a.carrier) OR a.further ? e.subject) AND a.state IN ('in_force', 'suspended'))) THEN
        RETURN 'it is named already';
    END IF;
    RETURN NULL;
END $$;
