-- Whether who commissions did anything else in a project.
CREATE OR REPLACE FUNCTION programme_commissioner_worked(who text, in_project text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT who IN (SELECT programme_workers(in_project, true))
$$;
