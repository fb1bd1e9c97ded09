-- Whether somebody may by a role, or as a program that was given the right.
CREATE OR REPLACE FUNCTION programme_may(who text, roles text[], scope text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT accounts_holds(who, roles) OR EXISTS (
        SELECT FROM accounts_client c WHERE c.public_id = who AND c.revoked_at IS NULL AND c.expires_at > clock_timestamp() AND c.scopes ? scope)
$$;
