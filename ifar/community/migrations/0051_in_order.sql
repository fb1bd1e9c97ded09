-- What an act waits for, asked twice: by whoever writes, before the act's entry takes its number in the log, and by the trigger, for whoever did
-- not ask. So the last two who moderate a space do not leave it at once, whoever is no member any more is seated nowhere, and what
-- one decision hid no other lets be read.

-- Locks, always in this order: what is reported, the member, the space, what is adopted, the record itself.
CREATE FUNCTION community_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of community_seat;
BEGIN
    IF NOT EXISTS (SELECT FROM community_act a WHERE a.noun = community_wait.noun AND a.kind = community_wait.kind) THEN
        RETURN;
    END IF;
    IF noun = 'seat' THEN
        SELECT * INTO of FROM community_seat t WHERE t.public_id = subject;
        PERFORM FROM community_member m WHERE m.public_id = coalesce(of.member, sets ->> 'member') FOR SHARE;
        PERFORM FROM community_space s WHERE s.public_id = coalesce(of.space, sets ->> 'space') FOR UPDATE;
    ELSIF noun = 'report' THEN
        -- What becomes of something follows from all reports about it.
        PERFORM pg_advisory_xact_lock(1767268767, hashtext(coalesce(sets ->> 'about', (
            SELECT r.about FROM community_report r WHERE r.public_id = subject))));
    ELSIF noun = 'adoption' THEN
        PERFORM FROM community_appraisal a WHERE a.public_id = coalesce(sets ->> 'practice', (
            SELECT o.practice FROM community_adoption o WHERE o.public_id = subject)) FOR SHARE;
    END IF;
    EXECUTE format('SELECT FROM %I r WHERE r.public_id = $1 FOR UPDATE', 'community_' || noun) USING subject;
END $$;

CREATE FUNCTION community_event_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM community_wait(NEW.noun, NEW.kind, NEW.subject, NEW.changes, NEW.details);
    RETURN NEW;
END $$;
CREATE TRIGGER a_wait BEFORE INSERT ON community_event FOR EACH ROW EXECUTE FUNCTION community_event_wait();
ALTER TABLE community_event ENABLE ALWAYS TRIGGER a_wait;
