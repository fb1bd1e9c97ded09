-- A journal says one movement: its lines are those that the rule (`postings.py`) makes of the movement, its amount and its rate, on a day that has
-- come and is not closed, for a project that goes on. Whoever acts on what an act stands upon waits for it.

CREATE FUNCTION programme_support_of(amount numeric, percent numeric) RETURNS numeric LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT round((amount * percent)::numeric(100, 30) / (100 + percent), 2)
$$;

CREATE FUNCTION programme_lines(move text, project text, goes_to text, amount numeric, clears numeric, lapses numeric, support numeric)
RETURNS TABLE (n bigint, account text, project_of text, sum_of numeric) LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT row_number() OVER (ORDER BY l.at), l.account, l.project_of, l.sum_of FROM (VALUES
        ('pledge', 1, 'pledges', '', amount), ('pledge', 2, 'pledgors', '', -amount),
        ('pledge_lapse', 1, 'pledgors', '', amount), ('pledge_lapse', 2, 'pledges', '', -amount),
        ('agreement', 1, 'pledgors', '', lapses), ('agreement', 2, 'pledges', '', -lapses),
        ('agreement', 3, 'receivable', '', amount), ('agreement', 4, 'agreed', '', -amount),
        ('agreement_cut', 1, 'agreed', '', amount), ('agreement_cut', 2, 'receivable', '', -amount),
        ('receipt', 1, 'agreed', '', clears), ('receipt', 2, 'receivable', '', -clears), ('receipt', 3, 'cash', '', amount),
        ('receipt', 4, 'support', '', -support), ('receipt', 5, 'unallocated', '', support - amount),
        ('allocation', 1, 'unallocated', '', amount), ('allocation', 2, 'allocated', project, -amount),
        ('release', 1, 'allocated', project, amount), ('release', 2, 'unallocated', '', -amount),
        ('reallocation', 1, 'allocated', project, amount), ('reallocation', 2, 'allocated', goes_to, -amount),
        ('obligation', 1, 'allocated', project, amount), ('obligation', 2, 'obligated', project, -amount),
        ('cancellation', 1, 'obligated', project, amount), ('cancellation', 2, 'allocated', project, -amount),
        ('expenditure', 1, 'obligated', project, amount), ('expenditure', 2, 'spent', project, -amount),
        ('expenditure', 3, 'expense', project, amount), ('expenditure', 4, 'cash', '', -amount),
        ('recovery', 1, 'cash', '', amount), ('recovery', 2, 'expense', project, -amount), ('recovery', 3, 'spent', project, amount),
        ('recovery', 4, 'allocated', project, -amount),
        ('refund', 1, 'unallocated', '', amount - support), ('refund', 2, 'support', '', support), ('refund', 3, 'cash', '', -amount),
        ('support_payment', 1, 'support', '', amount), ('support_payment', 2, 'cash', '', -amount),
        ('revaluation', 1, 'cash', '', amount), ('revaluation', 2, 'exchange', '', -amount)
    ) AS l(move, at, account, project_of, sum_of) WHERE l.move = programme_lines.move AND l.sum_of <> 0
$$;

-- Whether what an act says of its movement is what the movement comes to: the amount at the rate, what a receipt settles, support, lines.
CREATE FUNCTION programme_wrong_lines(e programme_event, is_now jsonb, c programme_contribution) RETURNS text
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
            WHERE j.contribution = c.public_id AND j.move IN ('receipt', 'agreement_cut') AND j.currency = c.currency;
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

-- The countries of a region of presence (`framework.PRESENCE`).
CREATE FUNCTION programme_presence(region text) RETURNS text[] LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT (CASE region
        WHEN 'R1' THEN '{AO,BF,BJ,CD,CF,CG,CI,CM,CV,GA,GH,GM,GN,GQ,GW,LR,ML,MR,NE,NG,SL,SN,ST,TD,TG}'
        WHEN 'R2' THEN '{AG,AR,BB,BO,BR,BS,BZ,CL,CO,CR,CU,DM,DO,EC,GD,GT,GY,HN,HT,JM,KN,LC,MX,NI,PA,PE,PY,SR,SV,TT,UY,VC,VE}'
        WHEN 'R3' THEN '{UA}'
        WHEN 'R4' THEN '{AL,BA,ME,MK,RS,XK}'
        WHEN 'R5' THEN '{AF,KG,KZ,PK,TJ,TM,UZ}'
        WHEN 'R6' THEN '{IQ}'
        ELSE '{}' END)::text[]
$$;

-- Whether the donor's earmark lets the money go to a project as it is now (`money.may_fund`).
CREATE FUNCTION programme_may_fund(c programme_contribution, of text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE c.grade WHEN 'unearmarked' THEN true WHEN 'project' THEN c.earmark = of
        WHEN 'output' THEN EXISTS (SELECT FROM programme_result r WHERE r.project = of AND r.level = 'output' AND c.earmark = of || '/' || r.public_id)
        ELSE EXISTS (SELECT FROM programme_project p WHERE p.public_id = of AND CASE left(c.earmark, 1)
            WHEN 'O' THEN c.earmark = ANY (p.outcomes) WHEN 'R' THEN p.countries::text[] && programme_presence(c.earmark)
            WHEN 'A' THEN EXISTS (SELECT FROM unnest(p.cells) x WHERE split_part(x, 'C', 1) = c.earmark)
            WHEN 'C' THEN EXISTS (SELECT FROM unnest(p.cells) x WHERE right(x, length(c.earmark)) = c.earmark) ELSE false END) END
$$;

CREATE OR REPLACE FUNCTION programme_check_journal(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
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
    IF NOT accounts_holds(written.actor, ARRAY['fund_officer']) THEN
        RETURN 'they do not keep the books';
    END IF;
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

-- Locks before the act is looked at, by the name of this trigger before `apply`: whoever writes what it stands upon is waited for, and what is
-- asked afterwards sees what they wrote. The books first, then the contribution, the project, the periods: always in this order.
CREATE FUNCTION programme_event_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.noun = 'journal' THEN
        PERFORM pg_advisory_xact_lock(1767268749, 3);
        PERFORM FROM programme_contribution c WHERE c.public_id = NEW.changes ->> 'contribution' FOR UPDATE;
        PERFORM FROM programme_project p WHERE p.public_id IN (NEW.changes ->> 'project', NEW.details ->> 'to') ORDER BY p.public_id FOR SHARE;
        PERFORM FROM programme_period p WHERE (NEW.changes ->> 'booked_on')::date BETWEEN p.starts_on AND p.ends_on ORDER BY p.name FOR SHARE;
    ELSIF NEW.noun = 'result' AND (NEW.changes ->> 'security_forces')::boolean THEN
        PERFORM FROM programme_project p WHERE p.public_id = coalesce(NEW.changes ->> 'project', (
            SELECT r.project FROM programme_result r WHERE r.public_id = NEW.subject)) FOR UPDATE;
    ELSIF NEW.noun = 'diligence' AND NEW.kind IN ('held', 'changed', 'withdrawn') THEN
        PERFORM FROM programme_project p WHERE p.public_id = (SELECT d.project FROM programme_diligence d WHERE d.public_id = NEW.subject) FOR UPDATE;
    ELSIF NEW.noun = 'decision' THEN
        PERFORM FROM programme_meeting m WHERE m.public_id = coalesce(NEW.changes ->> 'meeting', (
            SELECT d.meeting FROM programme_decision d WHERE d.public_id = NEW.subject)) FOR SHARE;
    ELSIF NEW.noun IN ('finding', 'recommendation') THEN
        PERFORM FROM programme_evaluation v WHERE v.public_id = coalesce(NEW.changes ->> 'evaluation', (
            SELECT f.evaluation FROM programme_finding f WHERE f.public_id = NEW.subject
            UNION ALL SELECT r.evaluation FROM programme_recommendation r WHERE r.public_id = NEW.subject LIMIT 1)) FOR SHARE;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ahead BEFORE INSERT ON programme_event FOR EACH ROW EXECUTE FUNCTION programme_event_wait();
ALTER TABLE programme_event ENABLE ALWAYS TRIGGER ahead;
