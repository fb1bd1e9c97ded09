-- The locks of an act beside its record's own. So two rounds of the same licences are not opened at once, nobody is granted a licence while they are
-- being barred, and nobody's firearms are asked for, or left with them, because two licences of theirs changed at once.
-- Always in this order: the office's rounds, the application, the applicant's or holder's records, the round, the finding, the record itself.
CREATE OR REPLACE FUNCTION licensing_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF record_type = 'round' AND kind = 'opened' THEN
        PERFORM pg_advisory_xact_lock(1767268766, hashtext(changes ->> 'agency'));
    ELSIF record_type = 'licence' AND kind IN ('granted', 'renewed') THEN
        PERFORM FROM licensing_application a WHERE a.public_id = details ->> 'application' FOR UPDATE;
    ELSIF record_type = 'licence' AND kind IN ('suspended', 'reinstated', 'revoked', 'surrendered', 'lapsed') THEN
        -- Whether a removal is opened or lifted follows from all licences of the holder.
        PERFORM FROM parties_party p WHERE p.public_id = ANY (licensing_records((
            SELECT l.holder FROM licensing_licence l WHERE l.public_id = subject))) ORDER BY p.public_id FOR UPDATE;
    ELSIF record_type = 'visit' AND kind = 'planned' THEN
        PERFORM FROM licensing_round r WHERE r.public_id = changes ->> 'round' FOR UPDATE;
        PERFORM FROM licensing_finding f WHERE f.public_id = changes ->> 'finding' FOR UPDATE;
    ELSIF record_type = 'application' AND kind = 'granted' THEN
        PERFORM FROM licensing_application a WHERE a.public_id = subject FOR UPDATE;
        PERFORM cashier_hold(subject);
        -- Nobody is barred while the grant is decided: whoever enters a bar locks the record that it is about.
        PERFORM FROM parties_party p WHERE p.public_id = ANY (licensing_records((
            SELECT a.applicant FROM licensing_application a WHERE a.public_id = subject))) ORDER BY p.public_id FOR SHARE;
    END IF;
END $$;
