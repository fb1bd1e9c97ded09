-- What follows from an act besides its record: money that moved is a line of its till.
CREATE OR REPLACE FUNCTION cashier_after(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.record_type = 'payment' AND e.kind = 'paid' THEN
        INSERT INTO cashier_line (event, till, n, payment, way, amount)
        VALUES (e.id, is_now ->> 'till', (is_now ->> 'line')::integer, e.subject, is_now ->> 'way', (is_now ->> 'amount')::numeric);
    ELSIF e.record_type = 'payment' AND e.kind IN ('reduced', 'refunded') THEN
        INSERT INTO cashier_line (event, till, n, payment, way, amount)
        SELECT e.id, e.details ->> 'till', 1 + count(*), e.subject, was ->> 'way', -(e.details ->> 'amount')::numeric
        FROM cashier_line l WHERE l.till = e.details ->> 'till';
    END IF;
END $$;
