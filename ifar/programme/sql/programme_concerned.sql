-- Whether a name is of those who answer for a project, its results, activities or risks, or of a partner.
CREATE OR REPLACE FUNCTION programme_concerned(called text, in_project text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM (
        SELECT p.responsible AS name FROM programme_project p WHERE p.public_id = in_project
        UNION ALL SELECT r.responsible FROM programme_result r WHERE r.project = in_project
        UNION ALL SELECT a.responsible FROM programme_activity a WHERE a.project = in_project
        UNION ALL SELECT k.owner FROM programme_risk k WHERE k.project = in_project
        UNION ALL SELECT n.name FROM programme_partner n WHERE n.project = in_project) c
    WHERE c.name <> '' AND lower(regexp_replace(btrim(c.name), '\s+', ' ', 'g')) = lower(regexp_replace(btrim(called), '\s+', ' ', 'g')))
$$;
