-- What follows from a movement: its lines, and what lies in each account. Whoever moves something at the same place or on the same road has waited
-- (`ammunition_lock`), so that balances change in the order of the log.
-- By its own hand: two who take at once must not take what is there once.
CREATE OR REPLACE FUNCTION ammunition_after(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    short text;
BEGIN
    IF e.record_type <> 'movement' THEN
        RETURN;
    END IF;
    INSERT INTO ammunition_posting (event, n, movement, account, agency, holder, lot, amount, source)
        SELECT e.id, l.n, e.subject, l.account, l.agency, l.holder, l.lot, l.amount, l.source
        FROM ammunition_lines(e, is_now, ammunition_office(e, is_now)) l ORDER BY l.n;
    -- Empty first: of a row that is only proposed the constraint would be asked as well.
    INSERT INTO ammunition_balance (account, agency, holder, lot, quantity)
        SELECT DISTINCT p.account, p.agency, p.holder, p.lot, 0 FROM ammunition_posting p
        WHERE p.event = e.id AND p.account IN ('held', 'road') ORDER BY p.holder, p.lot, p.account
        ON CONFLICT (holder, lot, account) DO NOTHING;
    SELECT min(t.lot) INTO short FROM (
        SELECT p.account, p.holder, p.lot, sum(p.amount) AS amount FROM ammunition_posting p WHERE p.event = e.id AND p.account IN ('held', 'road')
        GROUP BY p.account, p.holder, p.lot) t
    JOIN ammunition_balance b ON b.holder = t.holder AND b.lot = t.lot AND b.account = t.account WHERE b.quantity + t.amount < 0;
    IF short IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: there is less of % there', e.subject, e.kind, written.actor, short USING ERRCODE = 'check_violation';
    END IF;
    UPDATE ammunition_balance b SET quantity = b.quantity + t.amount FROM (
        SELECT p.account, p.holder, p.lot, sum(p.amount)::bigint AS amount FROM ammunition_posting p
        WHERE p.event = e.id AND p.account IN ('held', 'road') GROUP BY p.account, p.holder, p.lot) t
    WHERE b.holder = t.holder AND b.lot = t.lot AND b.account = t.account;
END $$;
