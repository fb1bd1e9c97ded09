-- A holder reports for whom they stand, and answers nothing.
-- By its own hand: an office acts on a report, so nobody makes one in the name of a holder for whom they do not stand.
CREATE OR REPLACE FUNCTION portal_report_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT portal_stands_for(NEW."user", NEW.party) THEN
        RAISE EXCEPTION 'ifar: % does not stand for %', NEW."user", NEW.party USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
