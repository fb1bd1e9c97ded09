-- Whether it is on record who receives the support of a project, and another person confirmed those whose support needs no release.
CREATE OR REPLACE FUNCTION programme_received(of text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(bool_and(r.state = 'confirmed' OR programme_asks_release(r.kind, r.support)), false)
    FROM programme_recipient r WHERE r.project = of AND r.state <> 'ended'
$$;
