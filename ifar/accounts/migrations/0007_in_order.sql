-- What acts on rights wait for, asked twice: by whoever writes, before the act's time is taken and its entry has its number in the log, and by the
-- trigger, for whoever did not ask.

-- What somebody holds does not change while they decide, and changes once at a time: else a role that is just being taken decides once more (and the
-- verifier, which asks by the times, finds a decision of somebody without a role), or two people give one person two roles that exclude each other.
CREATE FUNCTION accounts_held_wait() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    said CONSTANT jsonb := to_jsonb(NEW);
BEGIN
    PERFORM pg_advisory_xact_lock(1767268765, hashtext((SELECT u.public_id FROM accounts_user u WHERE u.id = CASE TG_TABLE_NAME
        WHEN 'accounts_grant' THEN (said ->> 'user_id')::bigint
        WHEN 'accounts_absence' THEN (said ->> 'stand_in_id')::bigint
        WHEN 'accounts_grantend' THEN (SELECT g.user_id FROM accounts_grant g WHERE g.entry = (said ->> 'grant_id')::uuid)
        ELSE (SELECT a.stand_in_id FROM accounts_absence a WHERE a.entry = (said ->> 'absence_id')::uuid) END)));
    RETURN NEW;
END $$;
CREATE TRIGGER a_wait BEFORE INSERT ON accounts_grant FOR EACH ROW EXECUTE FUNCTION accounts_held_wait();
CREATE TRIGGER a_wait BEFORE INSERT ON accounts_grantend FOR EACH ROW EXECUTE FUNCTION accounts_held_wait();
CREATE TRIGGER a_wait BEFORE INSERT ON accounts_absence FOR EACH ROW EXECUTE FUNCTION accounts_held_wait();
CREATE TRIGGER a_wait BEFORE INSERT ON accounts_absenceend FOR EACH ROW EXECUTE FUNCTION accounts_held_wait();
ALTER TABLE accounts_grant ENABLE ALWAYS TRIGGER a_wait;
ALTER TABLE accounts_grantend ENABLE ALWAYS TRIGGER a_wait;
ALTER TABLE accounts_absence ENABLE ALWAYS TRIGGER a_wait;
ALTER TABLE accounts_absenceend ENABLE ALWAYS TRIGGER a_wait;

-- Fires before `a_admit`, which asks what the decider holds.
CREATE FUNCTION accounts_decision_wait() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268723, hashtext(NEW.proposal_id));
    PERFORM pg_advisory_xact_lock_shared(1767268765, hashtext(NEW.decider));
    RETURN NEW;
END $$;
CREATE TRIGGER a_a_wait BEFORE INSERT ON accounts_decision FOR EACH ROW EXECUTE FUNCTION accounts_decision_wait();
ALTER TABLE accounts_decision ENABLE ALWAYS TRIGGER a_a_wait;

-- How an agency stands is what its last act said, in the order of the log.
CREATE FUNCTION accounts_agency_wait(agency text) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM accounts_agency a WHERE a.public_id = agency FOR NO KEY UPDATE;
END $$;
CREATE FUNCTION accounts_agencyact_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM accounts_agency_wait(NEW.agency);
    RETURN NEW;
END $$;
CREATE TRIGGER a_wait BEFORE INSERT ON accounts_agencyact FOR EACH ROW EXECUTE FUNCTION accounts_agencyact_wait();
ALTER TABLE accounts_agencyact ENABLE ALWAYS TRIGGER a_wait;
