-- Whether what an act says of its movement is what the movement comes to: the amount at the rate, what a receipt settles, support, lines.
-- By its own hand: a posting is never corrected in place, so its lines are those of its movement before they stand.
CREATE OR REPLACE FUNCTION programme_wrong_lines(e acts_event, is_now jsonb, c programme_contribution) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
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
