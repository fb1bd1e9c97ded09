-- What an act waits for, asked twice: by whoever writes, before the act's entry takes its number in the log, and by the trigger, for whoever did
-- not ask. So two rounds of the same licences are not opened at once, nobody is granted a licence while they are being barred, and nobody's firearms
-- are asked for, or left with them, because two licences of theirs changed at once.

-- Locks, always in this order: the office's rounds, the application, the applicant's or holder's records, the round, the finding, the record itself.
CREATE FUNCTION licensing_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM licensing_act a WHERE a.noun = licensing_wait.noun AND a.kind = licensing_wait.kind) THEN
        RETURN;
    END IF;
    IF noun = 'round' AND kind = 'opened' THEN
        PERFORM pg_advisory_xact_lock(1767268766, hashtext(sets ->> 'agency'));
    ELSIF noun = 'licence' AND kind IN ('granted', 'renewed') THEN
        PERFORM FROM licensing_application a WHERE a.public_id = says ->> 'application' FOR UPDATE;
    ELSIF noun = 'licence' AND kind IN ('suspended', 'reinstated', 'revoked', 'surrendered', 'lapsed') THEN
        -- Whether a removal is opened or lifted follows from all licences of the holder.
        PERFORM FROM parties_party p WHERE p.public_id = ANY (licensing_records((
            SELECT l.holder FROM licensing_licence l WHERE l.public_id = subject))) ORDER BY p.public_id FOR UPDATE;
    ELSIF noun = 'visit' AND kind = 'planned' THEN
        PERFORM FROM licensing_round r WHERE r.public_id = sets ->> 'round' FOR UPDATE;
        PERFORM FROM licensing_finding f WHERE f.public_id = sets ->> 'finding' FOR UPDATE;
    END IF;
    EXECUTE format('SELECT FROM %I r WHERE r.public_id = $1 FOR UPDATE', 'licensing_' || noun) USING subject;
    IF noun = 'application' AND kind = 'granted' THEN
        -- Nobody is barred while the grant is decided: whoever enters a bar locks the record that it is about.
        PERFORM FROM parties_party p WHERE p.public_id = ANY (licensing_records((
            SELECT a.applicant FROM licensing_application a WHERE a.public_id = subject))) ORDER BY p.public_id FOR SHARE;
    END IF;
END $$;

CREATE FUNCTION licensing_event_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM licensing_wait(NEW.noun, NEW.kind, NEW.subject, NEW.changes, NEW.details);
    RETURN NEW;
END $$;
CREATE TRIGGER a_wait BEFORE INSERT ON licensing_event FOR EACH ROW EXECUTE FUNCTION licensing_event_wait();
ALTER TABLE licensing_event ENABLE ALWAYS TRIGGER a_wait;
