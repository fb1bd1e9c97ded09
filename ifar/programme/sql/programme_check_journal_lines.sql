CREATE OR REPLACE FUNCTION programme_check_journal_lines(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    envelope CONSTANT text := is_now ->> 'contribution';
    moved CONSTANT text := is_now ->> 'move';
    day CONSTANT date := (is_now ->> 'booked_on')::date;
    given CONSTANT text := CASE moved WHEN 'reallocation' THEN e.details ->> 'to' WHEN 'allocation' THEN is_now ->> 'project'
                                      WHEN 'obligation' THEN is_now ->> 'project' END;
    c programme_contribution;
    wrong text;
BEGIN
    IF envelope <> '' THEN
        -- Whoever books on the same envelope waits, so that two together cannot spend what is there once.
        SELECT * INTO c FROM programme_contribution o WHERE o.public_id = envelope FOR UPDATE;
        IF c.id IS NULL THEN RETURN 'there is no such contribution'; END IF;
    END IF;
    IF day > (written.recorded_at AT TIME ZONE 'UTC')::date THEN
        RETURN 'that day has not come';
    ELSIF day < (SELECT min(j.booked_on) FROM programme_journal j WHERE j.contribution = envelope AND envelope <> '') THEN
        RETURN 'the donor had promised nothing yet';
    ELSIF EXISTS (SELECT FROM programme_period p WHERE p.state = 'locked' AND day BETWEEN p.starts_on AND p.ends_on) THEN
        RETURN 'the books of that day are closed';
    ELSIF given IS NOT NULL AND (c.state NOT IN ('pledged', 'agreed') OR NOT EXISTS (
        SELECT FROM programme_project p WHERE p.public_id = given AND p.state IN ('planned', 'active', 'suspended'))) THEN
        RETURN 'the project or the contribution is over';
    ELSIF given IS NOT NULL AND NOT programme_may_fund(c, given) THEN
        RETURN 'the donor bound it to something else';
    END IF;
    wrong := programme_wrong_lines(e, is_now, c);
    IF wrong IS NOT NULL THEN RETURN wrong; END IF;
    INSERT INTO programme_posting (journal, n, account, contribution, project, amount)
        SELECT e.subject, o.ordinality, o.line ->> 'account', coalesce(o.line ->> 'contribution', ''), coalesce(o.line ->> 'project', ''),
               (o.line ->> 'amount')::numeric
        FROM jsonb_array_elements(e.details -> 'lines') WITH ORDINALITY AS o(line, ordinality);
    -- On no day anything is below zero: not today, and not on the day for which it is booked or any later one.
    SELECT string_agg(DISTINCT t.account || ' ' || t.project, ', ') INTO wrong FROM (
        SELECT p.account, p.project, sum(sum(p.amount)) OVER (PARTITION BY p.account, p.project ORDER BY coalesce(j.booked_on, day)) AS balance
        FROM programme_posting p LEFT JOIN programme_journal j ON j.public_id = p.journal
        WHERE p.contribution = envelope AND (p.account, p.project) IN (SELECT m.account, m.project FROM programme_posting m WHERE m.journal = e.subject)
        GROUP BY p.account, p.project, coalesce(j.booked_on, day)) t
    WHERE t.account <> 'exchange' AND t.balance * (CASE WHEN t.account IN ('pledges', 'receivable', 'cash', 'expense') THEN 1 ELSE -1 END) < 0
      AND envelope <> '';
    IF wrong IS NULL AND EXISTS (SELECT FROM programme_posting m WHERE m.journal = e.subject AND m.account = 'cash' AND m.amount < 0)
       AND (SELECT sum(p.amount) FROM programme_posting p WHERE p.account = 'cash') < 0 THEN
        wrong := 'cash of the Fund';
    END IF;
    RETURN CASE WHEN wrong IS NOT NULL THEN 'it would bring below zero: ' || wrong END;
END $$;
