-- By its own hand: the life of an arm is never rewritten, and an event without a time in order would stay in it.
CREATE OR REPLACE FUNCTION registry_event_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    followed CONSTANT boolean := registry_event_is_formed(NEW) AND registry_event_follow(NEW);
BEGIN
    IF NOT followed AND NOT registry_event_is_formed(NEW) THEN
        RAISE EXCEPTION 'ifar: event % does not say when it happened in a form that holds together', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
