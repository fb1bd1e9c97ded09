-- Rows of an import enter the register's memory only after a release of that import.
-- By its own hand: thousands of rows are not taken back one by one, so none comes before its import was released.
CREATE OR REPLACE FUNCTION registry_importedrow_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT batch_id FROM arrived) AS r JOIN registry_import i ON i.id = r.batch_id
               WHERE NOT EXISTS (SELECT FROM registry_importact a WHERE a.batch_id = i.public_id AND a.kind = 'released')) THEN
        RAISE EXCEPTION 'ifar: an import that nobody released brings no rows' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
