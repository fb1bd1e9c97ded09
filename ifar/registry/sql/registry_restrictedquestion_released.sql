-- By its own hand: separation of duties: both names of a released question stand in an act.
CREATE OR REPLACE FUNCTION registry_restrictedquestion_released() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_savedsearch s JOIN registry_alertevent a ON a.id = s.last_event AND a.kind = 'released'
            WHERE s.public_id = NEW.search AND a.details = jsonb_build_object('asker', NEW.asker, 'by', NEW.actor)) THEN
        RAISE EXCEPTION 'ifar: no act says that % released the question of %', NEW.actor, NEW.search USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
