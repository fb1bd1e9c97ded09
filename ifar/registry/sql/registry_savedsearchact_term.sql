-- A search is kept open for a day at least, from whenever that is said: one that is "renewed" into the past meets nothing any more, and nobody closed it.
-- By its own hand: what came in while a search was wrongly over is not met any more.
CREATE OR REPLACE FUNCTION registry_savedsearchact_term() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = NEW.entry
            AND (NEW.details ->> 'expires_at')::timestamptz BETWEEN l.recorded_at + interval '1 day' AND l.recorded_at + interval '1826 days') THEN
        RAISE EXCEPTION 'ifar: % stays open for a day at least, and for five years at most', NEW.search USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
