-- The names of the accounts that did anything in a project, and of who commissions.
CREATE OR REPLACE FUNCTION programme_names(in_project text, commissioner text) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT u.name FROM accounts_user u WHERE u.public_id = commissioner OR u.public_id IN (SELECT programme_workers(in_project, false))
$$;
