-- A question that waits is released by somebody else of the office that asked it, and counts for them: both names stand in the act.
-- By its own hand: separation of duties: whoever asked does not release their own question.
CREATE OR REPLACE FUNCTION registry_savedsearchact_released() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    said CONSTANT jsonb := NEW.details;
BEGIN
    IF NOT EXISTS (SELECT FROM registry_savedsearch s JOIN accounts_agency a ON a.id = s.agency_id JOIN registry_savedsearchbacklog d ON d.search_id = s.id
            JOIN ledger_entry l ON l.entry = NEW.entry
            WHERE s.public_id = NEW.search AND d.restricted AND NOT d.counted AND l.agency = a.public_id AND s.owner <> ALL (accounts_people(l))
            AND said = jsonb_build_object('asker', s.owner, 'by', l.actor)) THEN
        RAISE EXCEPTION 'ifar: the question of % is released by somebody else of its office, as long as it waits', NEW.search USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
