-- After `b_reach`, which says what it takes away.
-- By its own hand: a content taken away does not come back, and an erasure reaches what it was written for and no other person's file.
CREATE OR REPLACE FUNCTION files_removal_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT files_removes(NEW) THEN
        RAISE EXCEPTION 'ifar: the file % was deposited for something else than what is erased', NEW.file_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
