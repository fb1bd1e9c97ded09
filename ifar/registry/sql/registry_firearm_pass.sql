-- An event that moved ownership, custody or legal status: the record passes where it must and nowhere else, and the books follow.
-- By its own hand: separation of duties: a record leaves the trader with the arm, in the event itself.
CREATE OR REPLACE FUNCTION registry_firearm_pass() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    keeper accounts_agency;
    becomes text;
    -- Null while the event is not there yet: `registry_event_book` says it then. Of several events written together it is.
    happened CONSTANT date := (SELECT (e.occurred_from AT TIME ZONE e.zone)::date FROM registry_event e WHERE e.id = NEW.last_event);
    holders CONSTANT text[] := CASE WHEN NOT registry_is_in_a_book(NEW.legal) THEN '{}' WHEN registry_is_of_the_hand(NEW.legal) THEN ARRAY[NEW.custodian]
                               ELSE ARRAY[NEW.owner, NEW.custodian] END;
BEGIN
    SELECT * INTO keeper FROM accounts_agency WHERE id = OLD.agency_id;
    becomes := keeper.public_id;
    IF registry_is_trader(keeper.kind) AND NOT (NEW.owner = keeper.public_id AND registry_is_first_stock(NEW.legal)) THEN
        becomes := coalesce(registry_authority_over(keeper.id), becomes);
    END IF;
    IF becomes IS DISTINCT FROM (SELECT a.public_id FROM accounts_agency a WHERE a.id = NEW.agency_id) THEN
        RAISE EXCEPTION 'ifar: the record of % is kept by % after this event', NEW.public_id, becomes USING ERRCODE = 'check_violation';
    END IF;
    UPDATE registry_bookline b SET until = NEW.n, left_by = NEW.last_event, left_on = happened,
           went_to = registry_went_to(b.holder, OLD.owner, NEW.owner, NEW.custodian)
    WHERE b.firearm_id = NEW.id AND b.until IS NULL AND b.holder <> ALL (holders);
    INSERT INTO registry_bookline (firearm_id, holder, since, entered, came_on, came_from)
    SELECT DISTINCT NEW.id, a.public_id, NEW.n, NEW.last_event, happened, registry_came_from(a.public_id, OLD.owner, OLD.custodian, NEW.owner)
    FROM unnest(holders) AS h (holder) JOIN accounts_agency a ON a.public_id = h.holder AND registry_is_trader(a.kind)
    WHERE h.holder LIKE 'A%'
      AND NOT EXISTS (SELECT FROM registry_bookline b WHERE b.firearm_id = NEW.id AND b.holder = h.holder AND b.until IS NULL);
    RETURN NULL;
END $$;
