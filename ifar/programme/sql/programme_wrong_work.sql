-- What every noun of a project's work asks: the writer's role, the project, that it stays with it, that the project is not over.
CREATE OR REPLACE FUNCTION programme_wrong_work(e programme_event, was jsonb, is_now jsonb, written ledger_entry,
    open_only boolean) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN NOT programme_works(written.actor) THEN 'they do not work on projects'
        WHEN was IS NOT NULL AND was ->> 'project' <> is_now ->> 'project' THEN 'it stays with its project'
        WHEN p.public_id IS NULL THEN 'there is no such project'
        WHEN open_only AND e.n = 1 AND p.state IN ('closed', 'cancelled') THEN 'the project is over' END
    FROM (SELECT is_now ->> 'project' AS of) a LEFT JOIN programme_project p ON p.public_id = a.of
$$;
