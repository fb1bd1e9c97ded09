-- Why an act on an application cannot be, or null: `was` is the record before, `is_now` after it, `who` wrote the entry, `at` when.
-- By its own hand: separation of duties between offices that check and the role that decides, and none is granted over a bar.
CREATE OR REPLACE FUNCTION licensing_wrong_application(e acts_event, was jsonb, is_now jsonb, who text,
    at timestamp with time zone) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    rule reference_licencekind;
    item CONSTANT text := e.details ->> 'item';
BEGIN
    SELECT * INTO rule FROM reference_licencekind WHERE code = coalesce(was, is_now) ->> 'kind';
    IF e.kind = 'checked' THEN
        -- A check is answered by an office of a kind that the list names, one check at a time, in the name of whoever answers.
        IF NOT EXISTS (SELECT FROM ledger_entry l JOIN accounts_agency a ON a.public_id = l.agency
                       JOIN reference_checkitem c ON c.code = item AND a.kind = ANY (string_to_array(c.answered_by, '|'))
                       WHERE l.entry = e.id) THEN
            RETURN 'another kind of office answers ' || coalesce(item, 'it');
        ELSIF (is_now -> 'checks') - item IS DISTINCT FROM (was -> 'checks') - item
              OR is_now -> 'checks' -> item ->> 'by' IS DISTINCT FROM who
              OR is_now -> 'checks' -> item ->> 'answer' IS DISTINCT FROM e.details ->> 'answer' THEN
            RETURN 'it answers more than one check, or for somebody else';
        END IF;
    ELSIF e.kind IN ('granted', 'refused', 'dismissed') THEN
        IF NOT accounts_holds(who, ARRAY[rule.decides::text]) OR NOT EXISTS (
              SELECT FROM accounts_decision d WHERE d.proposal_id = e.proposal AND d.verdict = 'approve'
              AND accounts_holds(d.decider, ARRAY[rule.decides::text])) THEN
            RETURN 'the role that decides is ' || rule.decides;
        END IF;
    END IF;
    IF e.kind = 'granted' THEN
        IF EXISTS (SELECT FROM unnest(string_to_array(rule.checks, '|')) AS c
                   WHERE was -> 'checks' -> c ->> 'answer' IS DISTINCT FROM 'passed') THEN
            RETURN 'its checklist is not complete';
        ELSIF cashier_unpaid(was ->> 'public_id', CASE was ->> 'purpose' WHEN 'renewal' THEN 'renewal' ELSE 'application' END, 'decision',
                             (at AT TIME ZONE 'UTC')::date) IS NOT NULL THEN
            RETURN 'a fee is not paid';
        -- Who is merely alike is for people to judge; a bar of the applicant's own record ends by being lifted, which takes two.
        ELSIF EXISTS (SELECT FROM parties_bar b WHERE b.party = ANY (licensing_records(was ->> 'applicant')) AND b.state = 'standing'
                      AND b.valid_from <= (at AT TIME ZONE 'UTC')::date
                      AND (b.valid_until IS NULL OR b.valid_until >= (at AT TIME ZONE 'UTC')::date)) THEN
            RETURN 'the applicant is barred';
        END IF;
    END IF;
    RETURN NULL;
END $$;
