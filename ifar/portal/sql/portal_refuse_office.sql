-- No office gives a holder's account a role, nor has it stand in for an officer, and no office gives the role of a holder: that one comes
-- with a binding.
-- By its own hand: separation of duties, also where a role and a binding are given at once.
CREATE OR REPLACE FUNCTION portal_refuse_office() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE person text := (SELECT public_id FROM accounts_user WHERE id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint);
BEGIN
    PERFORM pg_advisory_xact_lock(1767268728, hashtext(person));
    IF NEW.role = 'holder' OR EXISTS (SELECT FROM portal_binding b WHERE b."user" = person) THEN
        RAISE EXCEPTION 'ifar: no office gives % to %', NEW.role, person USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
