-- Whether a content was lawfully erased, and neither deposited nor made as a copy again since.
CREATE OR REPLACE FUNCTION files_erased(content text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM files_removal r WHERE r.file_id = content AND files_removes(r)
                   AND NOT EXISTS (SELECT FROM files_deposit d WHERE d.file_id = content AND d.id > r.last_deposit)
                   AND NOT EXISTS (SELECT FROM files_derivative v WHERE v.file_id = content AND v.id > r.last_copy))
$$;
