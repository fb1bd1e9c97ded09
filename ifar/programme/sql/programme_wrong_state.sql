-- In which states of its project a movement may go to it (`postings.GIVEN_TO`).
CREATE OR REPLACE FUNCTION programme_wrong_state(e programme_event, is_now jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN is_now ->> 'move' IN ('obligation', 'expenditure') AND p.state = 'planned' THEN 'the project has not started'
        WHEN is_now ->> 'move' = 'obligation' AND p.state <> 'active' THEN 'the project or the contribution is over' END
    FROM programme_project p WHERE p.public_id = is_now ->> 'project'
$$;
