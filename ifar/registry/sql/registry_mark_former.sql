-- By its own hand: what a mark was read as is evidence: it follows from the correction in the log and is written by nobody.
CREATE OR REPLACE FUNCTION registry_mark_former() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR pg_trigger_depth() < 3 THEN
        RAISE EXCEPTION 'ifar: a former reading of a mark follows from its correction alone' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
