-- Refuses that a firearm is said to be issued from a stock of the State, or taken back, but by the issue that says so, of the office that issues it.
-- What came onto the register as held by a unit already, and was never issued by an issue, comes back without one.
-- By its own hand: the life cycle knows nothing of issues, and whoever records events could issue to themselves.
CREATE OR REPLACE FUNCTION stocks_lives() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM registry_event o WHERE o.firearm_id = NEW.firearm_id AND o.kind = NEW.kind AND o.paper = NEW.paper AND o.n < NEW.n AND NEW.paper <> '')
       OR NOT EXISTS (
        SELECT FROM stocks_issue i JOIN accounts_agency a ON a.id = i.agency_id JOIN ledger_entry l ON l.entry = NEW.id
        WHERE i.public_id = NEW.paper AND l.agency = a.public_id AND i.arms ? l.object AND (i.back ? l.object) = (NEW.kind = 'state_stock_returned')
          AND (NEW.kind = 'state_stock_returned' OR coalesce(NEW.details ->> 'issued_to', '') = i.officer))
       AND (NEW.kind = 'state_stock_issued' OR NEW.paper ~ '^Z[0-9A-Z]{13}$'
            OR EXISTS (SELECT FROM registry_event o WHERE o.firearm_id = NEW.firearm_id AND o.kind = 'state_stock_issued')) THEN
        RAISE EXCEPTION 'ifar: no issue says so of event %', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
