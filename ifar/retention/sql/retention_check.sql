-- A hold is lifted by those who ordered it: the office of whoever proposed the lifting is the office of the hold.
-- By its own hand: separation of duties: an office does not lift the hold of another, behind which evidence would be erased.
CREATE OR REPLACE FUNCTION retention_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.kind = 'lifted' AND NOT EXISTS (
        SELECT FROM retention_hold h JOIN accounts_proposal p ON p.public_id = e.proposal
        WHERE h.public_id = e.subject AND p.agency_id = h.agency_id) THEN
        RETURN 'it is lifted by another office';
    END IF;
    RETURN NULL;
END $$;
