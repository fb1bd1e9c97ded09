-- An import's release and end are acts of the ledger; the release takes a second person (`accounts_entry_eyes` asks for it).
SELECT accounts_make_row_say_entry('registry_importact',
    $$CASE r.kind WHEN 'released' THEN 'registry.import' ELSE 'registry.import_' || r.kind END$$, 'r.batch_id',
    $$r.details || jsonb_build_object('proposal', r.proposal)$$);

-- Rows of an import enter the register's memory only after a release of that import.
CREATE FUNCTION registry_importedrow_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT batch_id FROM arrived) AS r JOIN registry_import i ON i.id = r.batch_id
               WHERE NOT EXISTS (SELECT FROM registry_importact a WHERE a.batch_id = i.public_id AND a.kind = 'released')) THEN
        RAISE EXCEPTION 'ifar: an import that nobody released brings no rows' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER b_released AFTER INSERT ON registry_importedrow REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION registry_importedrow_admit();
ALTER TABLE registry_importedrow ENABLE ALWAYS TRIGGER b_released;

SELECT ledger_make_insert_only(name::regclass) FROM unnest(ARRAY['registry_importact', 'registry_importedrow']) AS name;

-- After a million rows in a few minutes the planner must look at the tables before they are compared; only the owner may ask it to.
CREATE FUNCTION registry_gather_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE registry_firearm, registry_markkey, registry_importedrow, parties_party;
END $$;
