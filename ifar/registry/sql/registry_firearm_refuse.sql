-- What a firearm's identity must be, asked where identity is written: an event that moves the four facts does not touch it.
-- By its own hand: an arm is found by its identity for as long as it exists, and a value without its answer would pass for known.
CREATE OR REPLACE FUNCTION registry_firearm_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ifar: the identity of % does not hold together: something known has no value, or a value is not known', NEW.public_id
        USING ERRCODE = 'check_violation';
END $$;
