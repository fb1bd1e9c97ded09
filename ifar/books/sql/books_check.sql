-- What no guard can say of the closing of a book, or of a production order: null, or why it may not be done.
-- By its own hand: only the authority over a trader closes its book, because from then on the trader itself enters nothing and the authority answers from it.
CREATE OR REPLACE FUNCTION books_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE trader accounts_agency;
BEGIN
    IF e.record_type = 'order' THEN
        RETURN books_wrong_order(e.subject, is_now, written.agency);
    ELSIF e.record_type = 'count' AND e.kind = 'ended' THEN
        RETURN CASE WHEN NOT EXISTS (SELECT FROM books_closing c JOIN accounts_agency a ON a.public_id = c.public_id AND a.id = (is_now ->> 'agency_id')::bigint
                                     JOIN accounts_agency o ON o.id = c.agency_id AND o.public_id = written.agency) THEN 'the book is not closed' END;
    -- Any other act on a count and a closed day are a trader's own, a declaration its authority's: their guards say whose.
    ELSIF e.record_type <> 'closing' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO trader FROM accounts_agency a WHERE a.public_id = e.subject;
    IF trader.id IS NULL OR NOT registry_is_trader(trader.kind) THEN
        RETURN 'it is no trader';
    ELSIF registry_authority_over(trader.id) IS DISTINCT FROM written.agency OR e.changes ->> 'agency' IS DISTINCT FROM written.agency THEN
        RETURN 'another authority is over this trader';
    ELSIF NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'depositary' AND NOT registry_is_trader(a.kind) AND NOT a.closed) THEN
        RETURN 'no office is this depositary';
    -- A day ahead: offices do not live by universal time.
    ELSIF (is_now ->> 'since')::date > (written.recorded_at AT TIME ZONE 'UTC')::date + 1 THEN
        RETURN 'its day lies in the future';
    END IF;
    RETURN NULL;
END $$;
