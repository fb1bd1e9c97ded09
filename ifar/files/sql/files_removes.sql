-- Whether a removal takes only what its act may: no deposit of the content, nor of what it was copied from, that it reaches and that no earlier
-- removal took away, was for anything else.
CREATE OR REPLACE FUNCTION files_removes(r files_removal) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM ledger_entry e WHERE e.entry = r.erasure AND files_erasing(e.act) AND NOT EXISTS (
        SELECT FROM files_deposit d
        WHERE d.purpose <> ALL (files_erasing_purposes(e.act))
        AND (d.file_id = r.file_id AND d.id <= r.last_deposit OR d.file_id IN (
            SELECT v.original_id FROM files_derivative v WHERE v.file_id = r.file_id AND v.id <= r.last_copy))
        AND NOT EXISTS (SELECT FROM files_removal o WHERE o.file_id = d.file_id AND o.id < r.id AND o.last_deposit >= d.id)))
$$;
