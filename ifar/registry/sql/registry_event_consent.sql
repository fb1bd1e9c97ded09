-- Its owner alone withdraws the leave to sell what lies with another trader on consignment, and only one that stands.
-- By its own hand: what another withdrew would keep a sale from its books, and the owner's word would be another's.
CREATE OR REPLACE FUNCTION registry_event_consent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_firearm f JOIN ledger_entry l ON l.entry = NEW.id AND l.agency = f.owner
                   WHERE f.id = NEW.firearm_id AND registry_consents(f.id, f.owner, f.custodian)) THEN
        RAISE EXCEPTION 'ifar: the owner of % withdraws no leave to sell it', NEW.firearm_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
