-- That the export of a firearm is licensed, and that it left, is said of what stands on the packing list of a consignment of an authorisation in force.
-- By its own hand: what left does not come back.
CREATE OR REPLACE FUNCTION trade_carries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    day CONSTANT date := accounts_day(clock_timestamp());
BEGIN
    IF NOT EXISTS (
        SELECT FROM registry_firearm f JOIN trade_item i ON i.firearm = f.public_id AND i.state = 'packed'
        JOIN trade_consignment c ON c.id = i.consignment_id AND c.public_id = NEW.details ->> 'consignment'
        JOIN trade_authorisation a ON a.id = c.authorisation_id
        WHERE f.id = NEW.firearm_id AND a.kind = 'export' AND a.state = 'in_force' AND day BETWEEN a.valid_from AND a.valid_to
          AND c.state = CASE NEW.kind WHEN 'exported' THEN 'left' ELSE 'packing' END) THEN
        RAISE EXCEPTION 'ifar: event % stands in no consignment of an export authorisation in force', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
