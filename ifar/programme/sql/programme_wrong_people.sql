CREATE OR REPLACE FUNCTION programme_wrong_people(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
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
