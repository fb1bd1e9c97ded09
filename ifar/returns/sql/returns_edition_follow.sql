-- A year is over once it is so in the easternmost zone: in which one an installation counts, its service alone knows.
-- By its own hand: an edition leaves under its number, and two that are made at once do not both follow the last.
CREATE OR REPLACE FUNCTION returns_edition_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.number <> 1 + (SELECT count(*) FROM returns_edition e WHERE e.form = NEW.form AND e.year = NEW.year) THEN
        RAISE EXCEPTION 'ifar: edition % of % % does not follow the one before it', NEW.number, NEW.form, NEW.year USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.year >= (SELECT extract(year FROM l.recorded_at AT TIME ZONE 'Etc/GMT-14') FROM ledger_entry l WHERE l.entry = NEW.entry) THEN
        RAISE EXCEPTION 'ifar: % is not over, so its return still grows', NEW.year USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
