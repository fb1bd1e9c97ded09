-- A content leaves the store only where a lawful erasure says so, and that it did is never changed or taken away.
CREATE FUNCTION files_removal_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entry WHERE entry = NEW.erasure AND act = 'parties.erased') THEN
        RAISE EXCEPTION 'ifar: no erasure takes the file % away', NEW.file_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_admit BEFORE INSERT ON files_removal FOR EACH ROW EXECUTE FUNCTION files_removal_admit();
ALTER TABLE files_removal ENABLE ALWAYS TRIGGER a_admit;
SELECT ledger_make_insert_only('files_removal');
