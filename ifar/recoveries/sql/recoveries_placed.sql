-- What a placement says of an exhibit is what its chain of custody says, an arm that lies as an exhibit is placed as that, and no room is closed that
-- is being counted. Fires after the trigger of every app's events.
-- By its own hand: an exhibit that is placed elsewhere than its chain says would be sought there, and its chain be doubted.
CREATE OR REPLACE FUNCTION recoveries_placed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    chain recoveries_chain;
BEGIN
    IF NEW.record_type = 'place' THEN
        IF EXISTS (SELECT FROM recoveries_count c WHERE c.room = NEW.subject AND c.state = 'counting') THEN
            RAISE EXCEPTION 'ifar: % is being counted', NEW.subject USING ERRCODE = 'check_violation';
        END IF;
    ELSIF left(NEW.subject, 1) = 'X' THEN
        SELECT c.* INTO chain FROM recoveries_chain c WHERE c.public_id = NEW.subject;
        IF NEW.kind = 'placed' AND (chain.id IS NULL OR chain.state NOT IN ('kept', 'handed') OR chain.room IS DISTINCT FROM NEW.changes ->> 'place'
              OR chain.last_event IS DISTINCT FROM (NEW.changes ->> 'under')::uuid
              OR (SELECT a.public_id FROM accounts_agency a WHERE a.id = chain.agency_id) IS DISTINCT FROM NEW.changes ->> 'agency')
           OR NEW.kind = 'left' AND chain.state IN ('kept', 'handed') AND chain.room <> '' THEN
            RAISE EXCEPTION 'ifar: the chain of custody of % says another place', NEW.subject USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.kind = 'placed' AND EXISTS (SELECT FROM recoveries_item i JOIN recoveries_chain c ON c.public_id = i.public_id
                                               WHERE i.firearm = NEW.subject AND i.firearm <> '' AND c.state <> 'released') THEN
        RAISE EXCEPTION 'ifar: % lies as an exhibit', NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
