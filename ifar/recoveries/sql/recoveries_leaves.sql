-- What is no firearm of the register (an arm without a record, a part, ammunition) leaves custody because a list was destroyed on which it stood,
-- and not as one that was left out.
CREATE OR REPLACE FUNCTION recoveries_leaves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM recoveries_chain c WHERE c.public_id = NEW.subject AND c.firearm = '')
       AND NOT EXISTS (SELECT FROM recoveries_batch b WHERE b.public_id = NEW.details ->> 'event' AND b.state = 'destroyed'
                       AND b.lines @> jsonb_build_array(jsonb_build_object('exhibit', NEW.subject)) AND NOT b.exceptions ? NEW.subject) THEN
        RAISE EXCEPTION 'ifar: nothing says that it left custody' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
