-- Whether the last decision on an assessment is a hold.
CREATE OR REPLACE FUNCTION programme_stopped(of text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT e.kind = 'held' FROM programme_event e WHERE e.record_type = 'diligence' AND e.subject = of
                     AND e.kind IN ('released', 'renewed', 'held') ORDER BY e.n DESC LIMIT 1), false)
$$;
