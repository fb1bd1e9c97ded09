-- That what a search had to look through was looked through is an act of the log, and nothing else takes it out of what waits: whoever deletes
-- the row of a question that closed compartments were never asked would keep their owners from hearing of it, and no one would know.
-- By its own hand: what waits is deleted on the word of this act, and nothing else would tell that a question was never put.
CREATE OR REPLACE FUNCTION registry_savedsearchact_looked() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    -- It says where was looked, never what was found there.
    IF NEW.details NOT IN ('{"through": ["closed"]}', '{"through": ["register"]}', '{"through": ["closed", "register"]}') THEN
        RAISE EXCEPTION 'ifar: what % looked through is said otherwise', NEW.search USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM registry_savedsearch s JOIN registry_savedsearchbacklog d ON d.search_id = s.id WHERE s.public_id = NEW.search
            AND (NOT NEW.details -> 'through' ? 'closed' OR (d.restricted AND d.counted))
            AND (NOT NEW.details -> 'through' ? 'register' OR d.seen)) THEN
        RAISE EXCEPTION 'ifar: % had nothing of that to look through', NEW.search USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
