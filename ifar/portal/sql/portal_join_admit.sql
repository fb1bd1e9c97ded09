-- Two records of one person are joined while at most one of them has an account of its own: else one person would have two.
-- By its own hand: a join and a binding at once would leave one person with two accounts.
CREATE OR REPLACE FUNCTION portal_join_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE other text := NEW.changes ->> 'merged_into';
BEGIN
    PERFORM pg_advisory_xact_lock(1767268728, hashtext(least(NEW.subject, other)));
    PERFORM pg_advisory_xact_lock(1767268728, hashtext(greatest(NEW.subject, other)));
    IF portal_has_own(NEW.subject) AND portal_has_own(other) THEN
        RAISE EXCEPTION 'ifar: % and % have an account each', NEW.subject, other USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
