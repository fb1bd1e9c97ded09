-- By its own hand: what leaves to other States as counted was typed by nobody.
CREATE OR REPLACE FUNCTION returns_answer_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.form = 'iafq' AND (NEW.value IS NOT NULL OR NEW.withheld <> '') THEN
        RAISE EXCEPTION 'ifar: a figure of the IAFQ is counted and told, not stated' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
