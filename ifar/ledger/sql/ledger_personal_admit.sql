-- A personal value must be what its entry committed to: checked on the way in, like the entry itself.
-- By its own hand: what stands beside the log can be shown to be what was recorded only where an entry commits to it.
CREATE OR REPLACE FUNCTION ledger_personal_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF length(NEW.salt) <> 32 OR NOT EXISTS (SELECT FROM ledger_entry WHERE entry = NEW.entry AND commitments ? NEW.field) THEN
        RAISE EXCEPTION 'ifar: entry % commits to no %', NEW.entry, NEW.field USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
