-- An erasure takes away what was deposited for what is erased, and nothing else: a lawful erasure of a portrait hides no photograph of an exhibit.
-- A content that was deposited for another purpose too stays.

-- What an act of the ledger may take out of the store: purposes of deposits.
CREATE FUNCTION files_erasing_purposes(act text) RETURNS text[] LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT CASE
        WHEN act = 'parties.erased' THEN ARRAY['likeness', 'application_document', 'trace_file']
        WHEN act = 'words.erased' THEN ARRAY['trace_file']
        WHEN files_erasing(act) THEN ARRAY['community_attachment']
        ELSE '{}'::text[] END
$$;

-- Whether a removal takes only what its act may: no deposit of the content, nor of what it was copied from, that it reaches and that no earlier
-- removal took away, was for anything else.
CREATE FUNCTION files_removes(r files_removal) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM ledger_entry e WHERE e.entry = r.erasure AND files_erasing(e.act) AND NOT EXISTS (
        SELECT FROM files_deposit d
        WHERE d.purpose <> ALL (files_erasing_purposes(e.act))
        AND (d.file_id = r.file_id AND d.id <= r.last_deposit OR d.file_id IN (
            SELECT v.original_id FROM files_derivative v WHERE v.file_id = r.file_id AND v.id <= r.last_copy))
        AND NOT EXISTS (SELECT FROM files_removal o WHERE o.file_id = d.file_id AND o.id < r.id AND o.last_deposit >= d.id)))
$$;

CREATE OR REPLACE FUNCTION files_erased(content text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM files_removal r WHERE r.file_id = content AND files_removes(r)
                   AND NOT EXISTS (SELECT FROM files_deposit d WHERE d.file_id = content AND d.id > r.last_deposit)
                   AND NOT EXISTS (SELECT FROM files_derivative v WHERE v.file_id = content AND v.id > r.last_copy))
$$;

-- After `b_reach`, which says what it takes away.
CREATE FUNCTION files_removal_fits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT files_removes(NEW) THEN
        RAISE EXCEPTION 'ifar: the file % was deposited for something else than what is erased', NEW.file_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_fits BEFORE INSERT ON files_removal FOR EACH ROW EXECUTE FUNCTION files_removal_fits();
ALTER TABLE files_removal ENABLE ALWAYS TRIGGER c_fits;
