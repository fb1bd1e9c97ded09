-- What make, model, calibre, type, country and year said before an event changed them stays with the firearm (`registry/search/former_marks.py`), so that it is
-- found by it. Nobody states it: it follows from the change.
CREATE OR REPLACE FUNCTION registry_firearm_leave() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    NEW.former := nullif(ARRAY(
        SELECT DISTINCT v.said FROM (
            SELECT unnest(OLD.former) COLLATE "C" AS said
            UNION ALL SELECT (c.name || ':' || c.was) COLLATE "C" FROM (VALUES ('make', OLD.make, NEW.make), ('model', OLD.model, NEW.model),
                ('calibre', OLD.calibre, NEW.calibre), ('type', OLD.type, NEW.type), ('country_made', OLD.country_made, NEW.country_made),
                ('year', OLD.year::text, NEW.year::text)) AS c (name, was, is_now)
            WHERE c.was IS NOT NULL AND c.was IS DISTINCT FROM c.is_now) AS v ORDER BY 1), '{}');
    RETURN NEW;
END $$;
