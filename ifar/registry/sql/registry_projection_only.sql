-- State tables answer to their trigger alone: the owner's function sets a marker that only the trigger's own depth has.
-- By its own hand: state follows from events: whoever has the rights of the service writes none that no event says.
CREATE OR REPLACE FUNCTION registry_projection_only() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'ifar: % on % is refused; state follows from events alone', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
