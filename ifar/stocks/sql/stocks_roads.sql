-- Refuses that an arm of the State is said to be on its way to another store, to have come from one, or to be missing on the way, but by the movement that says so.
-- By its own hand: the life cycle knows nothing of movements, and whoever records events could take arms of another unit into their own.
CREATE OR REPLACE FUNCTION stocks_roads() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.kind = 'missing_in_transit' AND EXISTS (SELECT FROM registry_firearm f WHERE f.id = NEW.firearm_id AND f.ownership <> 'state') THEN
        RETURN NEW;
    END IF;
    -- A movement says each of it of an arm once: what arrived in another store of the same unit is not on that road again.
    IF EXISTS (SELECT FROM registry_event o WHERE o.firearm_id = NEW.firearm_id AND o.kind = NEW.kind AND o.paper = NEW.paper) OR NOT EXISTS (
        SELECT FROM stocks_movement m JOIN accounts_agency o ON o.id = m.agency_id JOIN ledger_entry l ON l.entry = NEW.id
        JOIN stocks_crate c ON c.movement_id = m.id AND c.state = 'packed' AND c.firearms ? l.object
        WHERE m.public_id = NEW.paper AND (m.state = 'sent' OR m.state = 'returning' AND NEW.kind <> 'state_stock_sent')
          AND CASE NEW.kind
              WHEN 'state_stock_sent' THEN l.agency = m.sender AND NEW.details ->> 'carrier' = m.sender AND NEW.details ->> 'receiver' = m.receiver AND c.number = NEW.details ->> 'crate'
              WHEN 'state_stock_arrived' THEN CASE m.state WHEN 'returning' THEN l.agency = m.sender AND NEW.details ->> 'sender' = m.sender AND NEW.details ->> 'owner' = m.sender AND c.back ? l.object
                   ELSE l.agency = m.receiver AND NEW.details ->> 'sender' = m.sender AND NEW.details ->> 'owner' = m.receiver AND c.received ? l.object END
              ELSE l.agency = o.public_id AND c.lost ? l.object END) THEN
        RAISE EXCEPTION 'ifar: no movement says so of event %', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
