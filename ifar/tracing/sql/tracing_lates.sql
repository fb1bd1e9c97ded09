-- The delays of a request that are over, its own and those of the traders who were asked; each begun day whole.
CREATE OR REPLACE FUNCTION tracing_lates(request bigint) RETURNS TABLE(code text, days integer)
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT 'ground:' || d.ground, ceil(extract(epoch FROM d.ended_at - d.began_at) / 86400)::integer
    FROM tracing_delay d WHERE d.request_id = request AND d.ended_at IS NOT NULL
    UNION ALL
    SELECT 'link:' || s.role, ceil(extract(epoch FROM s.answered_at - s.due_at) / 86400)::integer
    FROM tracing_step s WHERE s.request_id = request AND s.answered_at > s.due_at
$$;
