-- A file goes with the words of a trace too, once they lapsed.
CREATE OR REPLACE FUNCTION files_removal_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entry WHERE entry = NEW.erasure AND act IN ('parties.erased', 'words.erased')) THEN
        RAISE EXCEPTION 'ifar: no erasure takes the file % away', NEW.file_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
