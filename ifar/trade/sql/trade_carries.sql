-- That the export of a firearm is licensed, and that it left, is said of what stands on the packing list of a consignment of an authorisation in force.
-- By its own hand: what left does not come back.
CREATE OR REPLACE FUNCTION trade_carries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    day CONSTANT date := accounts_day(clock_timestamp());
    packed CONSTANT text := (SELECT f.public_id FROM registry_firearm f WHERE f.id = NEW.firearm_id);
BEGIN
    -- It is looked up on the list by itself: joined to it, every item of the consignment would be read for every firearm of it.
    IF NOT EXISTS (
        SELECT FROM trade_consignment c JOIN trade_authorisation a ON a.id = c.authorisation_id
        WHERE c.public_id = NEW.details ->> 'consignment' AND a.kind = 'export' AND a.state = 'in_force' AND day BETWEEN a.valid_from AND a.valid_to
          AND c.state = CASE NEW.kind WHEN 'exported' THEN 'left' ELSE 'packing' END
          AND EXISTS (SELECT FROM trade_item i WHERE i.consignment_id = c.id AND i.firearm = packed AND i.firearm <> '' AND i.state = 'packed' OFFSET 0)) THEN
        RAISE EXCEPTION 'ifar: event % stands in no consignment of an export authorisation in force', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
