-- What somebody holds does not change while they decide, and changes once at a time: else a role that is just being taken decides once more (and the
-- verifier, which asks by the times, finds a decision of somebody without a role), or two people give one person two roles that exclude each other.
CREATE OR REPLACE FUNCTION accounts_lock_for_held() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
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
