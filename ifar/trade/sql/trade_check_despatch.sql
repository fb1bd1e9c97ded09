-- What no guard can say of an act on a despatch between traders: null, or why it may not be done. Nothing is handed over without seals, nothing goes to a trader
-- whose book is closed, and neither side reports what is missing, but an authority.
-- By its own hand: nothing is completed of which something is on the road, and who sends or receives does not say what became of it between them.
CREATE OR REPLACE FUNCTION trade_check_despatch(kind text, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    packed integer;
    settled integer;
    unsealed boolean;
    unnamed boolean;
BEGIN
    IF kind = 'offered' THEN
        RETURN CASE WHEN NOT EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = written.agency AND o.id = (is_now ->> 'agency_id')::bigint
                                     AND o.kind IN ('maker', 'dealer'))
                THEN 'no trader sends it'
            WHEN NOT EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = is_now ->> 'receiver' AND o.kind IN ('maker', 'dealer') AND NOT o.closed)
                THEN 'there is no such receiver'
            WHEN NOT EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = is_now ->> 'carrier' AND o.kind = 'partner' AND NOT o.closed)
                THEN 'there is no such carrier'
            WHEN (is_now ->> 'due_on')::date > accounts_day(written.recorded_at) + 90 THEN 'it is due too late'
            WHEN books_is_closed(is_now ->> 'receiver') THEN 'the book of the receiver is closed' END;
    ELSIF kind = 'accepted' THEN
        RETURN (SELECT 'the book of the sender is closed' FROM accounts_agency o WHERE o.id = (is_now ->> 'agency_id')::bigint AND books_is_closed(o.public_id));
    ELSIF kind = 'reported' THEN
        RETURN CASE WHEN NOT EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = written.agency AND o.kind = 'licensing_authority')
                THEN 'no authority reports it' END;
    ELSIF kind NOT IN ('sent', 'completed') THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(jsonb_array_length(b.firearms)), 0), coalesce(sum(jsonb_array_length(b.received) + jsonb_array_length(b.back) + jsonb_array_length(b.lost)), 0),
           coalesce(bool_or(b.seals = '{}' OR b.firearms = '[]'), false), coalesce(bool_or(NOT is_now -> 'packers' ? b.packed_by), false)
    INTO packed, settled, unsealed, unnamed FROM trade_box b WHERE b.despatch_id = (is_now ->> 'id')::bigint AND b.state = 'packed';
    RETURN CASE WHEN kind = 'completed' THEN CASE WHEN settled <> packed THEN 'something of it is on the road' END
        WHEN books_is_closed(is_now ->> 'receiver') THEN 'the book of the receiver is closed'
        WHEN packed = 0 THEN 'nothing is packed'
        WHEN packed > (is_now ->> 'quantity')::integer THEN 'more is packed than was offered'
        WHEN unsealed THEN 'a crate bears no seal'
        WHEN unnamed THEN 'it does not name who packed it'
        WHEN EXISTS (SELECT FROM accounts_agency o WHERE o.public_id IN (is_now ->> 'receiver', is_now ->> 'carrier') AND o.closed)
            THEN 'there is no such receiver' END;
END $$;
