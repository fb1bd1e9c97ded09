-- A hold is lifted by those who ordered it: the office of whoever proposed the lifting is the office of the hold.
-- By its own hand: separation of duties: an office does not lift the hold of another, behind which evidence would be erased.
CREATE OR REPLACE FUNCTION retention_holdend_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM retention_hold h JOIN accounts_proposal p ON p.public_id = NEW.proposal
        WHERE h.entry = NEW.hold_id AND p.object = h.public_id AND p.agency_id = h.agency_id) THEN
        RAISE EXCEPTION 'ifar: the hold of % is lifted by another office', NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
