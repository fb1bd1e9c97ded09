-- What no guard can say of an act on a movement order or on one of its crates: null, or why it may not be.
-- By its own hand: arms and their places are other apps', a force is what offices stand below, and of a packing and a handing over at once neither sees the other.
CREATE OR REPLACE FUNCTION stocks_movement_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    day CONSTANT date := accounts_day(written.recorded_at);
    m stocks_movement;
    c record;
BEGIN
    IF e.record_type = 'crate' THEN
        SELECT * INTO m FROM stocks_movement WHERE id = (is_now ->> 'movement_id')::bigint;
        IF e.kind IN ('packed', 'unpacked') THEN
            RETURN CASE WHEN m.state <> 'ordered' THEN 'it is on the road'
                WHEN written.agency <> m.sender THEN 'another unit packs it'
                WHEN e.kind = 'packed' AND stocks_elsewhere(m.store, m.sender, is_now -> 'firearms') THEN 'an arm is not in the armoury' END;
        ELSIF m.state <> ALL (CASE e.kind WHEN 'received' THEN '{sent}' WHEN 'taken_back' THEN '{returning}' ELSE '{sent,returning}' END::text[])
           OR written.agency <> (CASE e.kind WHEN 'received' THEN m.receiver WHEN 'taken_back' THEN m.sender ELSE (SELECT o.public_id FROM accounts_agency o WHERE o.id = m.agency_id) END) THEN
            RETURN 'it is not on the road';
        ELSIF NOT EXISTS (SELECT FROM stocks_event o JOIN ledger_entry l ON l.entry = o.id WHERE o.record_type = 'movement' AND o.subject = m.public_id
                          AND o.kind = e.kind AND l.actor = written.actor
                          AND o.n = (SELECT max(s.n) FROM stocks_event s WHERE s.record_type = 'movement' AND s.subject = m.public_id)) THEN
            RETURN 'nobody says so of the movement';
        END IF;
        RETURN CASE WHEN placement_crate(was, is_now) THEN 'other crates were packed' END;
    ELSIF e.kind = 'ordered' THEN
        RETURN CASE WHEN NOT EXISTS (SELECT FROM stocks_armoury a JOIN accounts_agency o ON o.id = a.agency_id WHERE a.public_id = is_now ->> 'store' AND a.state = 'kept'
                                     AND o.public_id = is_now ->> 'sender' AND (is_now ->> 'agency_id')::bigint IN (SELECT stocks_above(o.id)))
                THEN 'there is no such armoury of the unit'
            WHEN NOT EXISTS (SELECT FROM accounts_agency o JOIN accounts_agency s ON s.public_id = is_now ->> 'sender' AND s.kind = o.kind
                             WHERE o.public_id = is_now ->> 'receiver' AND NOT o.closed AND EXISTS (
                                SELECT FROM stocks_above(o.id) x JOIN stocks_above(s.id) y ON x = y JOIN accounts_agency top ON top.id = x AND top.kind = s.kind))
                THEN 'there is no such unit of the force'
            WHEN (is_now ->> 'due_on')::date < day THEN 'the day is over'
            WHEN (is_now ->> 'due_on')::date > day + 90 THEN 'it is due too late' END;
    ELSIF e.kind IN ('sent', 'received', 'turned_back', 'taken_back', 'reported') AND EXISTS (SELECT FROM stocks_event o
        WHERE o.record_type = 'officer' AND o.subject = is_now ->> 'escort' AND o.changes ->> 'account' = written.actor) THEN
        RETURN 'the escort stands on another side of it';
    ELSIF e.kind NOT IN ('sent', 'completed') THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(jsonb_array_length(b.firearms)), 0) AS packed, coalesce(sum(jsonb_array_length(b.received) + jsonb_array_length(b.back) + jsonb_array_length(b.lost)), 0) AS settled,
           coalesce(bool_or(b.seals = '{}' OR b.firearms = '[]'), false) AS unsealed, coalesce(bool_or(NOT is_now -> 'hands' ? b.packed_by), false) AS unnamed,
           coalesce(bool_or(stocks_elsewhere(is_now ->> 'store', is_now ->> 'sender', b.firearms)), false) AS gone
    INTO c FROM stocks_crate b WHERE b.movement_id = (is_now ->> 'id')::bigint AND b.state = 'packed';
    IF e.kind = 'completed' THEN
        RETURN CASE WHEN c.settled <> c.packed THEN 'something of it is on the road' END;
    END IF;
    RETURN CASE WHEN c.packed = 0 THEN 'nothing is packed'
        WHEN c.packed > (is_now ->> 'quantity')::integer THEN 'more is packed than was ordered'
        WHEN c.unsealed THEN 'a crate bears no seal'
        WHEN c.unnamed OR (is_now ->> 'bearer' <> '' AND NOT is_now -> 'hands' ? (is_now ->> 'bearer')) THEN 'it does not name who had it in hand'
        WHEN c.gone THEN 'an arm is not in the armoury'
        WHEN NOT EXISTS (SELECT FROM stocks_officer o JOIN accounts_agency a ON a.id = o.agency_id WHERE o.public_id = is_now ->> 'escort' AND a.public_id = is_now ->> 'sender'
                         AND o.state = 'serving' AND o.account = is_now ->> 'bearer' AND o.trained_until >= day AND o.medical_until >= day AND NOT coalesce(o.suspended_until >= day, false))
            THEN 'the officer may not carry' END;
END $$;
