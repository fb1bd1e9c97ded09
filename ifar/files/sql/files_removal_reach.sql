-- What a removal takes away says the database, under the lock that whoever deposits or removes this content holds.
CREATE OR REPLACE FUNCTION files_removal_reach() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268768, hashtext(NEW.file_id));
    NEW.last_deposit := coalesce((SELECT max(d.id) FROM files_deposit d WHERE d.file_id = NEW.file_id), 0);
    NEW.last_copy := coalesce((SELECT max(v.id) FROM files_derivative v WHERE v.file_id = NEW.file_id), 0);
    RETURN NEW;
END $$;
