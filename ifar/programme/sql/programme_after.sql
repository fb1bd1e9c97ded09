-- What follows from an act besides its record: a journal that stands has its lines in the books, and brings nothing below zero.
-- By its own hand: two journals at once must not spend what is there once.
CREATE OR REPLACE FUNCTION programme_after(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    envelope CONSTANT text := is_now ->> 'contribution';
    short text;
BEGIN
    IF e.record_type <> 'journal' OR is_now ->> 'state' <> 'posted' THEN
        RETURN;
    END IF;
    INSERT INTO programme_posting (journal, n, account, contribution, project, amount)
        SELECT e.subject, o.ordinality, o.line ->> 'account', coalesce(o.line ->> 'contribution', ''), coalesce(o.line ->> 'project', ''),
               (o.line ->> 'amount')::numeric
        FROM jsonb_array_elements(e.details -> 'lines') WITH ORDINALITY AS o(line, ordinality);
    -- On no day anything is below zero: not today, and not on the day for which it is booked or any later one.
    SELECT string_agg(DISTINCT t.account || ' ' || t.project, ', ') INTO short FROM (
        SELECT p.account, p.project, sum(sum(p.amount)) OVER (PARTITION BY p.account, p.project ORDER BY j.booked_on) AS balance
        FROM programme_posting p JOIN programme_journal j ON j.public_id = p.journal
        WHERE p.contribution = envelope AND (p.account, p.project) IN (SELECT m.account, m.project FROM programme_posting m WHERE m.journal = e.subject)
        GROUP BY p.account, p.project, j.booked_on) t
    WHERE t.account <> 'exchange' AND t.balance * (CASE WHEN t.account IN ('pledges', 'receivable', 'cash', 'expense') THEN 1 ELSE -1 END) < 0
      AND envelope <> '';
    IF short IS NULL AND EXISTS (SELECT FROM programme_posting m WHERE m.journal = e.subject AND m.account = 'cash' AND m.amount < 0)
       AND (SELECT sum(p.amount) FROM programme_posting p WHERE p.account = 'cash') < 0 THEN
        short := 'cash of the Fund';
    END IF;
    IF short IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: it would bring below zero: %', e.subject, e.kind, written.actor, short USING ERRCODE = 'check_violation';
    END IF;
END $$;
