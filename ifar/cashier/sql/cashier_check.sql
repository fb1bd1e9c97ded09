-- What an act asks for beyond the table: `was` is the record before, `is_now` after it, `written` its entry.
-- By its own hand: money paid out and a blank card used do not come back, and two at once at one till, series or count would use the same twice.
CREATE OR REPLACE FUNCTION cashier_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    office bigint := (SELECT id FROM accounts_agency WHERE public_id = written.agency);
    rule reference_feerule;
    wrong text;
BEGIN
    IF e.record_type = 'payment' AND e.kind IN ('paid', 'waived') THEN
        PERFORM cashier_hold(is_now ->> 'about');
        rule := cashier_owed(is_now);
        -- A table of fees that was loaded anew meanwhile is shown before anybody pays by it.
        IF (SELECT l.version FROM reference_codelist l WHERE l.name = 'fee_rule') IS DISTINCT FROM (is_now ->> 'rule_version')::integer THEN
            RAISE EXCEPTION 'ifar: the table of fees is another one than that by which % was reckoned', e.subject USING ERRCODE = 'serialization_failure';
        ELSIF rule.code IS NULL OR rule.code IS DISTINCT FROM is_now ->> 'rule' OR rule.amount::numeric IS DISTINCT FROM (is_now ->> 'amount')::numeric
           OR rule.currency IS DISTINCT FROM is_now ->> 'currency' OR rule.act IS DISTINCT FROM is_now ->> 'act' THEN
            wrong := 'no rule asks for this amount';
        ELSIF EXISTS (SELECT FROM cashier_charged(is_now ->> 'about', is_now ->> 'act') c
                      WHERE c.act = is_now ->> 'act' AND c.since > 0 AND cashier_settled(is_now ->> 'about', c.act, c.since)) THEN
            wrong := 'it is paid or waived';
        ELSIF e.kind = 'waived' THEN
            -- Everybody who stands for the act: who wrote it, who said yes to it, and for whom they stood in.
            IF EXISTS (SELECT FROM cashier_event o JOIN ledger_entry l ON l.entry = o.id JOIN cashier_payment p ON p.public_id = o.subject
                       WHERE p.about = is_now ->> 'about' AND o.kind = 'paid' AND l.actor = ANY (accounts_answered(e.proposal) || accounts_people(written))) THEN
                wrong := 'whoever took money for it does not agree that it is waived';
            END IF;
        ELSE
            IF is_now ->> 'way' = '' OR (is_now ->> 'way' = 'cash') <> (is_now ->> 'reference' = '') THEN
                wrong := 'all but cash has a reference';
            ELSIF NOT EXISTS (SELECT FROM documents_paper p WHERE p.public_id = is_now ->> 'receipt' AND p.kind = 'payment_receipt'
                              AND p.about = e.subject AND p.content ->> 'amount' = (is_now ->> 'amount') || ' ' || (is_now ->> 'currency')) THEN
                wrong := 'no receipt says so';
            ELSIF written.actor IS DISTINCT FROM (SELECT t.person FROM cashier_till t WHERE t.public_id = is_now ->> 'till') THEN
                wrong := 'the till is another person''s';
            ELSIF (is_now ->> 'paid_on')::date IS DISTINCT FROM (SELECT t.day FROM cashier_till t WHERE t.public_id = is_now ->> 'till') THEN
                wrong := 'the till is of another day';
            ELSE
                wrong := cashier_till_takes(is_now ->> 'till', office, is_now ->> 'currency', (is_now ->> 'line')::integer);
            END IF;
        END IF;
    ELSIF e.record_type = 'payment' THEN
        PERFORM cashier_hold(was ->> 'about');
        IF (is_now ->> 'refunded')::numeric <> (was ->> 'refunded')::numeric + (e.details ->> 'amount')::numeric
           OR (e.details ->> 'amount')::numeric <= 0
           OR (e.kind = 'refunded') <> ((is_now ->> 'refunded')::numeric = (was ->> 'amount')::numeric) THEN
            wrong := 'it is not the rest, or more than was paid';
        ELSIF NOT EXISTS (SELECT FROM cashier_till t JOIN accounts_proposal p ON p.public_id = e.proposal AND p.proposer = t.person
                          WHERE t.public_id = e.details ->> 'till') THEN
            wrong := 'it is paid back out of the till of whoever proposed it';
        ELSE
            wrong := cashier_till_takes(e.details ->> 'till', (SELECT p.agency_id FROM accounts_proposal p WHERE p.public_id = e.proposal),
                                        was ->> 'currency', NULL);
        END IF;
    ELSIF e.record_type = 'till' AND e.kind = 'counted' THEN
        IF (is_now ->> 'expected')::numeric IS DISTINCT FROM (was ->> 'opening')::numeric + coalesce((
                  SELECT sum(l.amount) FROM cashier_line l WHERE l.till = e.subject AND l.way = 'cash'), 0)
              OR (is_now ->> 'difference')::numeric IS DISTINCT FROM (is_now ->> 'counted')::numeric - (is_now ->> 'expected')::numeric THEN
            RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', e.subject USING ERRCODE = 'serialization_failure';
        END IF;
    ELSIF e.record_type = 'delivery' THEN
        PERFORM pg_advisory_xact_lock(1767268729, hashtext(is_now ->> 'prefix'));
        IF EXISTS (SELECT FROM cashier_delivery d WHERE d.prefix = is_now ->> 'prefix'
                   AND d.first <= (is_now ->> 'last')::bigint AND d.last >= (is_now ->> 'first')::bigint) THEN
            wrong := 'numbers of this series were delivered before';
        END IF;
    ELSIF e.record_type = 'card' AND was IS NULL THEN
        -- A count and a card of one series wait for each other.
        PERFORM pg_advisory_xact_lock(1767268729, hashtext(is_now ->> 'prefix'));
        IF NOT EXISTS (SELECT FROM cashier_delivery d WHERE d.public_id = is_now ->> 'delivery' AND d.prefix = is_now ->> 'prefix'
                       AND (is_now ->> 'number')::bigint BETWEEN d.first AND d.last AND (e.kind = 'spoiled' OR d.agency_id = office)) THEN
            wrong := 'no such blank was delivered to this office';
        ELSIF e.kind = 'issued' AND NOT EXISTS (SELECT FROM documents_paper p WHERE p.public_id = is_now ->> 'paper' AND p.withdrawn_at IS NULL
                                                AND p.kind = 'licence_card') THEN
            wrong := 'there is no card that stands with this number of a paper';
        END IF;
    ELSIF e.record_type = 'card' THEN
        IF is_now ->> 'prefix' <> was ->> 'prefix' OR is_now ->> 'number' <> was ->> 'number' OR is_now ->> 'delivery' <> was ->> 'delivery' THEN
            wrong := 'it is another card';
        END IF;
    ELSIF e.record_type = 'count' THEN
        PERFORM pg_advisory_xact_lock(1767268729, hashtext(is_now ->> 'prefix'));
        IF is_now -> 'missing' <> cashier_ranges(cashier_on_hand(office, is_now ->> 'prefix') - cashier_numbers(is_now -> 'counted'))
           OR is_now -> 'extra' <> cashier_ranges(cashier_numbers(is_now -> 'counted') - cashier_on_hand(office, is_now ->> 'prefix')) THEN
            RAISE EXCEPTION 'ifar: somebody else did something with the cards meanwhile' USING ERRCODE = 'serialization_failure';
        END IF;
    ELSIF e.record_type = 'likeness' AND e.kind = 'taken' THEN
        IF NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = is_now ->> 'party' AND p.kind = 'person' AND p.merged_into = '')
           OR NOT EXISTS (SELECT FROM files_deposit d WHERE d.file_id = is_now ->> 'file' AND d.purpose = 'likeness') THEN
            wrong := 'there is no such person or no such picture';
        END IF;
    END IF;
    RETURN wrong;
END $$;
