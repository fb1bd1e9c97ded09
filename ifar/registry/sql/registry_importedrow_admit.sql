-- Rows of an import enter the register's memory only after a release of that import, for its own office and about firearms that are there.
-- By its own hand: thousands of rows are not taken back one by one, so none comes before its import was released.
CREATE OR REPLACE FUNCTION registry_importedrow_admit() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT batch_id, agency_id FROM arrived) AS r
               LEFT JOIN registry_import i ON i.id = r.batch_id AND i.agency_id = r.agency_id
               WHERE NOT EXISTS (SELECT FROM registry_importact a WHERE a.batch_id = i.public_id AND a.kind = 'released')) THEN
        RAISE EXCEPTION 'ifar: an import that nobody released brings no rows' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM arrived r WHERE (SELECT true FROM registry_firearm f WHERE f.id = r.firearm_id) IS NOT TRUE) THEN
        RAISE EXCEPTION 'ifar: a row of an import is about no firearm' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
