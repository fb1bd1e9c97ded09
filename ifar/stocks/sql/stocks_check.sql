-- What no guard can say of an act on the stocks of the State: null, or why it may not be.
-- By its own hand: an armoury is a place of another app, and nobody is put in charge of a shelf or of another office's store.
CREATE OR REPLACE FUNCTION stocks_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.record_type = 'armoury' AND NOT EXISTS (
        SELECT FROM placement_place p WHERE p.public_id = e.subject AND p.kind = 'store' AND p.state = 'open'
            AND p.agency_id = (is_now ->> 'agency_id')::bigint) THEN
        RETURN 'there is no such open store of the office';
    END IF;
    RETURN NULL;
END $$;
