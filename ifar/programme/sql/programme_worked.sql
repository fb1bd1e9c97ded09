-- Whether somebody did anything in a project: on its record, on what belongs to it, or on values of its indicators.
CREATE OR REPLACE FUNCTION programme_worked(who text, in_project text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT who IN (SELECT programme_workers(in_project, false))
$$;
