-- Refuses that what an issue or a movement between stores says of an arm is annulled: the issue or the movement would go on saying it, and nobody would answer for the arm.
-- By its own hand: the life cycle knows nothing of issues and movements, and two of the unit that sent it could take an arm back out of another unit's stock.
CREATE OR REPLACE FUNCTION stocks_unmoved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM registry_event o WHERE o.firearm_id = NEW.firearm_id AND o.id::text = NEW.details ->> 'event'
               AND (o.paper <> '' AND o.kind IN ('state_stock_issued', 'state_stock_returned', 'state_stock_sent', 'state_stock_arrived')
                    OR o.kind = 'missing_in_transit' AND EXISTS (SELECT FROM registry_firearm f WHERE f.id = o.firearm_id AND f.ownership = 'state'))) THEN
        RAISE EXCEPTION 'ifar: event % takes back what an issue or a movement says', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
