-- The figures of requests: who sees them, and what became of them, in a narrow row each, written anew with every act on a request or its links.
CREATE OR REPLACE FUNCTION tracing_measured(request bigint) RETURNS TABLE(request_id bigint, sent_at timestamp with time zone,
    acknowledged integer, ended integer, state text, ground text, identified boolean, reached smallint, diverted boolean, band smallint,
    failures text[]) LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT r.id, r.sent_at, extract(epoch FROM r.acknowledged_at - r.sent_at)::bigint / 86400, extract(epoch FROM r.ended_at - r.sent_at)::bigint / 86400,
        r.state, r.ground, r.firearm <> '', coalesce(l.reached, 0), coalesce(l.diverted, false), CASE
            WHEN r.thing <> 'firearm' THEN -3 WHEN r.recovered_on IS NULL OR l.sold_on IS NULL THEN -2 WHEN r.recovered_on < l.sold_on THEN -1
            ELSE (SELECT count(*) FROM unnest(ARRAY[3, 12, 24, 36, 60, 120]) m WHERE r.recovered_on > (l.sold_on + make_interval(months => m))::date) END,
        coalesce(l.failures, '{}')
    FROM tracing_request r LEFT JOIN LATERAL (
        SELECT max(greatest(array_position(k.roles, s.role), array_position(k.roles, s.to_role))) FILTER (WHERE s.state = 'answered') AS reached,
               bool_or(s.result = 'diverted') FILTER (WHERE s.state = 'answered') AS diverted,
               min(s."on") FILTER (WHERE s.state = 'answered' AND s.to_role = 'holder' AND s.role <> 'holder') AS sold_on,
               array_agg(s.failure ORDER BY s.failure) FILTER (WHERE s.failure <> '') AS failures
        FROM tracing_step s CROSS JOIN (SELECT ARRAY['maker', 'importer', 'wholesaler', 'dealer', 'holder'] AS roles) k
        WHERE s.request_id = r.id) l ON true
    WHERE r.id = request AND r.sent_at IS NOT NULL
$$;
