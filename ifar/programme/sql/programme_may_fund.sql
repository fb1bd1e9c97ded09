-- Whether the donor's earmark lets the money go to a project as it is now (`money.may_fund`).
CREATE OR REPLACE FUNCTION programme_may_fund(c programme_contribution, of text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE c.grade WHEN 'unearmarked' THEN true WHEN 'project' THEN c.earmark = of
        WHEN 'output' THEN EXISTS (SELECT FROM programme_result r WHERE r.project = of AND r.level = 'output' AND c.earmark = of || '/' || r.public_id)
        ELSE EXISTS (SELECT FROM programme_project p WHERE p.public_id = of AND CASE left(c.earmark, 1)
            WHEN 'O' THEN c.earmark = ANY (p.outcomes) WHEN 'R' THEN p.countries::text[] && programme_presence(c.earmark)
            WHEN 'A' THEN EXISTS (SELECT FROM unnest(p.cells) x WHERE split_part(x, 'C', 1) = c.earmark)
            WHEN 'C' THEN EXISTS (SELECT FROM unnest(p.cells) x WHERE right(x, length(c.earmark)) = c.earmark) ELSE false END) END
$$;
