-- By its own hand: an edition leaves under its number, and two that are made at once do not both follow the last.
CREATE OR REPLACE FUNCTION returns_edition_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.number <> 1 + (SELECT count(*) FROM returns_edition e WHERE e.form = NEW.form AND e.year = NEW.year) THEN
        RAISE EXCEPTION 'ifar: edition % of % % does not follow the one before it', NEW.number, NEW.form, NEW.year USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
