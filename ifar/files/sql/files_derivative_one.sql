-- The copy of a form that was made of a content is what is shown of it: another one would show something else as that.
-- Two who make it at once make the same; after an erasure it is made anew.
-- By its own hand: two who make a copy at once make the same: another one would be shown as the content that it is not.
CREATE OR REPLACE FUNCTION files_derivative_one() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    shown text := (SELECT d.file_id FROM files_derivative d WHERE d.original_id = NEW.original_id AND d.form = NEW.form
                   ORDER BY d.id DESC LIMIT 1);
BEGIN
    IF shown <> NEW.file_id AND NOT files_erased(shown) THEN
        RAISE EXCEPTION 'another copy of this form was made of % before', NEW.original_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
