-- Whether somebody works on projects: by a role, or as a program that was given the right.
CREATE OR REPLACE FUNCTION programme_works(who text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT accounts_holds(who, ARRAY['programme_officer', 'programme_manager']) OR EXISTS (
        SELECT FROM accounts_client c WHERE c.public_id = who AND c.revoked_at IS NULL AND c.scopes ? 'programme:project:write')
$$;
