-- That a firearm came in with a consignment is said of what stands on its packing list, at the end of the act that says it: the life is written first.
-- By its own hand: official figures count what came in by consignments, and leave out what a life says came in with one.
CREATE OR REPLACE FUNCTION trade_arrives() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    within CONSTANT bigint := (SELECT c.id FROM trade_consignment c
        WHERE c.public_id = trade_plain(NEW.details ->> CASE NEW.kind WHEN 'imported' THEN 'consignment' ELSE 'permit' END));
BEGIN
    IF within IS NOT NULL AND NOT EXISTS (
        SELECT FROM registry_firearm f JOIN trade_item i ON i.firearm = f.public_id AND i.state = 'packed'
        WHERE f.id = NEW.firearm_id AND i.consignment_id = within) THEN
        RAISE EXCEPTION 'ifar: event % stands in no consignment that came in', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
