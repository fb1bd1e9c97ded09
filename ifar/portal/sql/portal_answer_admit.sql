-- By its own hand: separation of duties: the desk answers a report, never the holder.
CREATE OR REPLACE FUNCTION portal_answer_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT accounts_holds(NEW.officer, ARRAY['licensing_clerk', 'licensing_head']) THEN
        RAISE EXCEPTION 'ifar: % cannot answer a report', NEW.officer USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
