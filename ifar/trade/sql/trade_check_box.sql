-- What no guard can say of an act on a crate of a despatch: null, or why it may not be done.
-- By its own hand: separation of duties: the sender packs, the receiver says what came, the sender of what is turned back what came home, the authority reports what is missing, and nobody takes a word back.
CREATE OR REPLACE FUNCTION trade_check_box(kind text, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    d trade_despatch;
BEGIN
    SELECT * INTO d FROM trade_despatch WHERE id = (is_now ->> 'despatch_id')::bigint;
    IF kind IN ('packed', 'unpacked') THEN
        RETURN CASE WHEN d.state <> 'accepted' THEN 'it is with the carrier'
            WHEN NOT EXISTS (SELECT FROM accounts_agency o WHERE o.id = d.agency_id AND o.public_id = written.agency) THEN 'another office packs it' END;
    ELSIF (CASE kind WHEN 'received' THEN d.state <> 'sent' OR written.agency <> d.receiver
            WHEN 'taken_back' THEN d.state <> 'returning' OR NOT EXISTS (SELECT FROM accounts_agency o WHERE o.id = d.agency_id AND o.public_id = written.agency)
            ELSE d.state NOT IN ('sent', 'returning') OR NOT EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = written.agency AND o.kind = 'licensing_authority') END) THEN
        RETURN 'it is not on the road';
    ELSIF NOT EXISTS (SELECT FROM trade_event o JOIN ledger_entry l ON l.entry = o.id WHERE o.record_type = 'despatch' AND o.subject = d.public_id
                      AND o.kind = trade_check_box.kind AND l.actor = written.actor
                      AND o.n = (SELECT max(s.n) FROM trade_event s WHERE s.record_type = 'despatch' AND s.subject = d.public_id)) THEN
        RETURN 'nobody says so of the despatch';
    ELSIF placement_crate(was, is_now) THEN
        RETURN 'other crates were packed';
    END IF;
    RETURN NULL;
END $$;
