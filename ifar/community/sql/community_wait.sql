-- Locks, always in this order: what is reported, the member, the space, what is adopted, the record itself.
CREATE OR REPLACE FUNCTION community_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
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
