-- A question that waits is released by somebody else of the office that asked it, and counts for them: both names stand in the act.
CREATE FUNCTION registry_standingact_released() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    said CONSTANT jsonb := NEW.details;
BEGIN
    IF NOT EXISTS (SELECT FROM registry_standing s JOIN accounts_agency a ON a.id = s.agency_id JOIN registry_standingdue d ON d.search_id = s.id
            JOIN ledger_entry l ON l.entry = NEW.entry
            WHERE s.public_id = NEW.search AND d.blind AND NOT d.counted AND l.agency = a.public_id AND s.owner <> ALL (accounts_people(l))
            AND said = jsonb_build_object('asker', s.owner, 'by', l.actor)) THEN
        RAISE EXCEPTION 'ifar: the question of % is released by somebody else of its office, as long as it waits', NEW.search USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_released BEFORE INSERT ON registry_standingact FOR EACH ROW WHEN (NEW.kind = 'released') EXECUTE FUNCTION registry_standingact_released();
ALTER TABLE registry_standingact ENABLE ALWAYS TRIGGER b_released;

CREATE FUNCTION registry_blindquestion_released() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_standing s JOIN registry_standingact a ON a.entry = s.last_entry AND a.kind = 'released'
            WHERE s.public_id = NEW.search AND a.details = jsonb_build_object('asker', NEW.asker, 'by', NEW.actor)) THEN
        RAISE EXCEPTION 'ifar: no act says that % released the question of %', NEW.actor, NEW.search USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_released BEFORE INSERT ON registry_blindquestion FOR EACH ROW WHEN (NEW.asker <> '') EXECUTE FUNCTION registry_blindquestion_released();
ALTER TABLE registry_blindquestion ENABLE ALWAYS TRIGGER b_released;
