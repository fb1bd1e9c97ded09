-- Which acts take a content away says `files_erasing`; the verifier asks the same.
-- By its own hand: a content that was taken away does not come back.
CREATE OR REPLACE FUNCTION files_removal_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entry e WHERE e.entry = NEW.erasure AND files_erasing(e.act)) THEN
        RAISE EXCEPTION 'ifar: no erasure takes the file % away', NEW.file_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
