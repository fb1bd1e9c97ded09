-- Whoever may bind may end it.
-- By its own hand: separation of duties: the desk that binds ends it, never who is bound.
CREATE OR REPLACE FUNCTION portal_bindingend_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT accounts_holds(NEW.officer, ARRAY['licensing_clerk', 'licensing_head']) THEN
        RAISE EXCEPTION 'ifar: % cannot end an account', NEW.officer USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
