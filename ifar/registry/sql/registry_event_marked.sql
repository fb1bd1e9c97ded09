-- Protocol art. 8(1)(c): what leaves the stocks or the disposal stores of the State for civilian use bears the mark of the transferring country, recorded before it leaves.
-- By its own hand: an arm that was sold cannot be called back to be marked.
CREATE OR REPLACE FUNCTION registry_event_marked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.kind = 'sold_from_disposal' AND NEW.details ->> 'owner_kind' = 'state' THEN
        RETURN NEW;
    ELSIF NOT EXISTS (SELECT FROM registry_mark m WHERE m.firearm_id = NEW.firearm_id AND m.kind = 'transfer' AND m.text_status = 'known' AND NOT m.retired AND m.event <> NEW.id) THEN
        RAISE EXCEPTION 'ifar: event % passes on what bears no transfer mark (Firearms Protocol, article 8(1)(c))', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
