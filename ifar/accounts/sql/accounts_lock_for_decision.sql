-- Fires before `a_admit`, which asks what the decider holds.
CREATE OR REPLACE FUNCTION accounts_lock_for_decision() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268723, hashtext(NEW.proposal_id));
    PERFORM pg_advisory_xact_lock_shared(1767268765, hashtext(NEW.decider));
    RETURN NEW;
END $$;
