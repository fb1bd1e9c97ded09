-- No place is closed in which ammunition lies. Fires after the trigger of every app's events.
-- By its own hand: the app of places knows of arms and exhibits alone, and of a closing and a movement at once neither would see the other.
CREATE OR REPLACE FUNCTION ammunition_placed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.record_type = 'place' AND EXISTS (
        SELECT FROM ammunition_balance b WHERE b.holder = NEW.subject AND b.account = 'held' AND b.quantity > 0) THEN
        RAISE EXCEPTION 'ifar: something is in it: ammunition in %', NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
