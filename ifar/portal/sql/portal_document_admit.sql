-- By its own hand: a document counts as the applicant's own evidence, so only who stands for them sends it.
CREATE OR REPLACE FUNCTION portal_document_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM licensing_application a WHERE a.public_id = NEW.application AND portal_stands_for(NEW."user", a.applicant))
       OR NOT EXISTS (SELECT FROM files_deposit d WHERE d.id = NEW.deposit_id AND d.file_id = NEW.file_id AND d.actor = NEW."user") THEN
        RAISE EXCEPTION 'ifar: % sends no document to %', NEW."user", NEW.application USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
