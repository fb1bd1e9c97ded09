-- From an amount on, what gives, promises, pays or gives up money takes a second person: one proposes, another approves, and the books move
-- with the approval.

-- The amount from which it does (`postings.LIMIT`, until two people set another).
CREATE FUNCTION programme_limit_now() RETURNS numeric LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT l.amount FROM programme_limit l), 10000.00)
$$;

CREATE FUNCTION programme_check_limit(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN NOT accounts_holds(written.actor, CASE e.kind WHEN 'proposed' THEN ARRAY['programme_manager']
                                                       ELSE ARRAY['programme_manager', 'fund_officer'] END) THEN 'it is not theirs to set'
        WHEN coalesce((is_now ->> 'asked')::numeric, 0) <= 0 THEN 'it is no amount'
        WHEN e.kind <> 'set' AND btrim(coalesce(e.details ->> 'reason', '')) = '' THEN 'it says no reason'
        WHEN e.n = 1 AND EXISTS (SELECT FROM programme_limit) THEN 'there is one already'
        WHEN e.kind = 'set' AND (is_now ->> 'amount')::numeric IS DISTINCT FROM (is_now ->> 'asked')::numeric THEN 'another amount was proposed'
        WHEN e.kind = 'set' AND (SELECT l.actor FROM programme_event p JOIN ledger_entry l ON l.entry = p.id
            WHERE p.noun = 'limit' AND p.subject = e.subject AND p.n = e.n - 1) = ANY (accounts_people(written)) THEN 'another person sets it' END
$$;

-- What was booked alone of a movement within thirty days before `at`, in the Fund's currency: by this person for whatever contribution and
-- project, and by anybody for this one. It counts when it was entered, which nobody chooses, and not the day that the booking says.
CREATE FUNCTION programme_alone(who text, moved text, envelope text, of_project text, at timestamptz) RETURNS numeric
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(round(j.amount::numeric(100, 30) / j.rate, 2)), 0) FROM programme_journal j
    JOIN programme_event e ON e.noun = 'journal' AND e.subject = j.public_id AND e.n = 1 JOIN ledger_entry l ON l.entry = e.id
    WHERE j.move = moved AND j.state = 'posted' AND j.approved_by = '' AND l.recorded_at > at - interval '30 days'
      AND (l.actor = who OR j.contribution = envelope AND j.project = of_project)
$$;

CREATE OR REPLACE FUNCTION programme_wrong_lines(e programme_event, is_now jsonb, c programme_contribution) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    moved CONSTANT text := is_now ->> 'move';
    of_project CONSTANT boolean := moved IN ('allocation', 'release', 'reallocation', 'obligation', 'cancellation', 'expenditure', 'recovery');
    amount numeric;
    fund numeric;
    owed numeric;
    outstanding numeric;
    clears numeric := 0;
    lapses numeric := 0;
    support numeric := 0;
BEGIN
    IF (is_now ->> 'amount') !~ '^[0-9]+([.][0-9]+)?$' OR (is_now ->> 'rate') !~ '^[0-9]+([.][0-9]+)?$' OR (is_now ->> 'rate')::numeric < 0.00000001
       OR is_now ->> 'currency' = 'USD' AND (is_now ->> 'rate')::numeric <> 1 THEN
        RETURN 'it says no amount';
    END IF;
    amount := (is_now ->> 'amount')::numeric;
    fund := round(amount::numeric(100, 30) / (is_now ->> 'rate')::numeric, 2);
    IF (moved = 'revaluation') <> (c.public_id IS NULL) OR of_project <> (is_now ->> 'project' <> '') OR fund <= 0 THEN
        RETURN 'it names what it does not move, or does not name it';
    ELSIF moved = 'reallocation' AND coalesce(e.details ->> 'to', '') IN ('', is_now ->> 'project') THEN
        RETURN 'a reallocation goes to another project';
    ELSIF moved = 'pledge' AND (amount IS DISTINCT FROM c.pledged OR is_now ->> 'currency' <> c.currency)
       OR moved = 'agreement' AND (amount IS DISTINCT FROM c.agreed OR is_now ->> 'currency' <> c.currency)
       OR moved IN ('pledge', 'agreement') AND EXISTS (SELECT FROM programme_journal j WHERE j.contribution = c.public_id AND j.move = moved) THEN
        RETURN 'the donor said another amount, or it stands there already';
    ELSIF moved = 'receipt' THEN
        SELECT coalesce(sum(p.amount), 0) INTO owed FROM programme_posting p WHERE p.contribution = c.public_id AND p.account = 'receivable';
        SELECT c.agreed - coalesce(sum(j.amount), 0) INTO outstanding FROM programme_journal j
            WHERE j.contribution = c.public_id AND j.state = 'posted' AND j.move IN ('receipt', 'agreement_cut') AND j.currency = c.currency;
        clears := CASE WHEN c.agreed IS NULL OR is_now ->> 'currency' <> c.currency THEN least(owed, fund)
            WHEN amount >= outstanding OR outstanding <= 0 THEN owed
            ELSE least(owed, round((owed * amount)::numeric(100, 30) / outstanding, 2)) END;
    ELSIF moved = 'agreement' THEN
        SELECT coalesce(sum(p.amount), 0) INTO lapses FROM programme_posting p WHERE p.contribution = c.public_id AND p.account = 'pledges';
    ELSIF moved = 'revaluation' AND starts_with(e.details ->> 'fund_amount', '-') THEN
        fund := -fund;
    END IF;
    IF moved IN ('receipt', 'refund') THEN
        support := programme_support_of(fund, c.support_percent);
    END IF;
    IF (e.details ->> 'fund_amount')::numeric <> fund OR moved = 'receipt' AND (e.details ->> 'percent')::numeric IS DISTINCT FROM c.support_percent
       OR EXISTS (
        SELECT FROM (SELECT o.ordinality AS n, o.line ->> 'account' AS account, coalesce(o.line ->> 'contribution', '') AS contribution,
                            coalesce(o.line ->> 'project', '') AS project, (o.line ->> 'amount')::numeric AS amount
                     FROM jsonb_array_elements(e.details -> 'lines') WITH ORDINALITY AS o(line, ordinality)) said
        FULL JOIN programme_lines(moved, is_now ->> 'project', e.details ->> 'to', fund, clears, lapses, support) made USING (n)
        WHERE (said.account, said.contribution, said.project, said.amount)
              IS DISTINCT FROM (made.account, is_now ->> 'contribution', made.project_of, made.sum_of)) THEN
        RETURN 'its lines are not those of such a movement';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION programme_check_journal_lines(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
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

CREATE FUNCTION programme_wrong_people(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    two CONSTANT boolean := is_now ->> 'move' IN ('agreement_cut', 'allocation', 'reallocation', 'obligation', 'expenditure', 'refund', 'support_payment',
                                                  'revaluation');
    asked programme_event;
    proposer text;
BEGIN
    IF e.kind IN ('posted', 'proposed') THEN
        IF NOT accounts_holds(written.actor, ARRAY['fund_officer']) THEN
            RETURN 'they do not keep the books';
        ELSIF is_now ->> 'approved_by' <> '' OR e.kind = 'proposed' AND NOT two THEN
            RETURN 'nobody else approves it';
        ELSIF e.kind = 'posted' AND two AND round((is_now ->> 'amount')::numeric(100, 30) / (is_now ->> 'rate')::numeric, 2)
              + programme_alone(written.actor, is_now ->> 'move', is_now ->> 'contribution', is_now ->> 'project', written.recorded_at)
              >= programme_limit_now() THEN
            RETURN 'another person approves such an amount';
        END IF;
        RETURN NULL;
    ELSIF NOT accounts_holds(written.actor, ARRAY['fund_officer', 'programme_manager']) THEN
        RETURN 'it is not theirs to approve';
    ELSIF e.kind = 'refused' THEN
        RETURN NULL;
    END IF;
    SELECT f.* INTO asked FROM programme_event f WHERE f.noun = 'journal' AND f.subject = e.subject AND f.n = 1;
    SELECT l.actor INTO proposer FROM ledger_entry l WHERE l.entry = asked.id;
    RETURN CASE WHEN proposer = ANY (accounts_people(written)) OR is_now ->> 'approved_by' <> written.actor THEN 'another person approves'
        WHEN (asked.details ->> 'to', asked.details ->> 'reference', starts_with(asked.details ->> 'fund_amount', '-'))
             IS DISTINCT FROM (e.details ->> 'to', e.details ->> 'reference', starts_with(e.details ->> 'fund_amount', '-'))
            THEN 'another movement was proposed' END;
END $$;

CREATE OR REPLACE FUNCTION programme_check_journal(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    IF e.kind = 'posted' AND is_now ->> 'rate' !~ '^[0-9]*[1-9][0-9]*([.][0-9]+)?$|^0[.][0-9]*[1-9]' THEN
        RETURN 'it says no amount';
    END IF;
    RETURN coalesce(programme_wrong_people(e, is_now, written), CASE WHEN e.kind IN ('posted', 'approved')
        THEN coalesce(programme_wrong_state(e, is_now), programme_check_journal_lines(e, is_now, written)) END);
END $$;

CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON programme_limit FOR EACH ROW EXECUTE FUNCTION registry_state_keep();
ALTER TABLE programme_limit ENABLE ALWAYS TRIGGER state_keep;
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON programme_limit FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE programme_limit ENABLE ALWAYS TRIGGER refuse_truncate;
