-- What is under way about a hotspot.
CREATE OR REPLACE FUNCTION hotspots_under_way(of_hotspot text, responses boolean) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN responses THEN EXISTS (SELECT FROM hotspots_response r WHERE r.hotspot = of_hotspot AND r.state IN ('proposed', 'approved', 'active'))
        ELSE EXISTS (SELECT FROM hotspots_plan p WHERE p.hotspot = of_hotspot AND p.state IN ('draft', 'running')) END
$$;
