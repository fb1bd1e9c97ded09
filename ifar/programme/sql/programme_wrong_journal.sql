-- A journal says one movement: its lines are those that the rule (`postings.py`) makes of the movement, its amount and its rate, on a day that has
-- come and is not closed, for a project that goes on. From an amount on it takes a second person, who approves what was proposed.
-- By its own hand: two who book on one contribution at once wait for each other, and a large amount takes another person.
CREATE OR REPLACE FUNCTION programme_wrong_journal(e acts_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    envelope CONSTANT text := is_now ->> 'contribution';
    moved CONSTANT text := is_now ->> 'move';
    day CONSTANT date := (is_now ->> 'booked_on')::date;
    given CONSTANT text := CASE moved WHEN 'reallocation' THEN e.details ->> 'to' WHEN 'allocation' THEN is_now ->> 'project'
                                      WHEN 'obligation' THEN is_now ->> 'project' END;
    c programme_contribution;
    stands text;
BEGIN
    IF e.kind IN ('proposed', 'refused') THEN
        RETURN NULL;
    ELSIF e.kind = 'approved' THEN
        IF EXISTS (SELECT FROM programme_event f WHERE f.record_type = 'journal' AND f.subject = e.subject AND f.n = 1
                   AND (f.details ->> 'to', f.details ->> 'reference', starts_with(f.details ->> 'fund_amount', '-'))
                   IS DISTINCT FROM (e.details ->> 'to', e.details ->> 'reference', starts_with(e.details ->> 'fund_amount', '-'))) THEN
            RETURN 'another movement was proposed';
        END IF;
    ELSIF is_now ->> 'rate' !~ '^[0-9]*[1-9][0-9]*([.][0-9]+)?$|^0[.][0-9]*[1-9]' THEN
        RETURN 'it says no amount';
    ELSIF moved IN ('agreement_cut', 'allocation', 'reallocation', 'obligation', 'expenditure', 'refund', 'support_payment', 'revaluation')
          AND round((is_now ->> 'amount')::numeric(100, 30) / (is_now ->> 'rate')::numeric, 2)
              + programme_alone(written.actor, moved, envelope, is_now ->> 'project', written.recorded_at) >= programme_limit_now() THEN
        RETURN 'another person approves such an amount';
    END IF;
    IF envelope <> '' THEN
        -- Whoever books on the same envelope waits, so that two together cannot spend what is there once.
        SELECT * INTO c FROM programme_contribution o WHERE o.public_id = envelope FOR UPDATE;
    END IF;
    SELECT p.state INTO stands FROM programme_project p WHERE p.public_id = coalesce(given, is_now ->> 'project');
    IF moved IN ('obligation', 'expenditure') AND stands = 'planned' THEN
        RETURN 'the project has not started';
    ELSIF given IS NOT NULL AND (c.state NOT IN ('pledged', 'agreed') OR stands IS NULL OR stands IN ('closed', 'cancelled'))
          OR moved = 'obligation' AND stands <> 'active' THEN
        RETURN 'the project or the contribution is over';
    ELSIF day > (written.recorded_at AT TIME ZONE 'UTC')::date THEN
        RETURN 'that day has not come';
    ELSIF day < (SELECT min(j.booked_on) FROM programme_journal j WHERE j.contribution = envelope AND envelope <> '') THEN
        RETURN 'the donor had promised nothing yet';
    ELSIF EXISTS (SELECT FROM programme_period p WHERE p.state = 'locked' AND day BETWEEN p.starts_on AND p.ends_on) THEN
        RETURN 'the books of that day are closed';
    ELSIF given IS NOT NULL AND NOT programme_may_fund(c, given) THEN
        RETURN 'the donor bound it to something else';
    END IF;
    RETURN programme_wrong_lines(e, is_now, c);
END $$;
