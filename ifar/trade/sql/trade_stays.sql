-- The stay of a firearm that is here or abroad for a time is extended to a later day, within the authorisation or the journey under which it came or went.
-- By its own hand: what stays there on a day that nobody allowed is missed by nobody.
CREATE OR REPLACE FUNCTION trade_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT trade_may_stay(NEW.firearm_id, (NEW.details ->> 'return_date')::date) THEN
        RAISE EXCEPTION 'ifar: % stays no longer than its authorisation or journey says, and no shorter than it did', NEW.firearm_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
