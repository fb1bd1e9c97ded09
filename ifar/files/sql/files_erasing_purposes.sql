-- What an act of the ledger may take out of the store: purposes of deposits.
CREATE OR REPLACE FUNCTION files_erasing_purposes(act text) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN act = 'parties.erased' THEN ARRAY['likeness', 'application_document', 'trace_file']
        WHEN act = 'words.erased' THEN ARRAY['trace_file']
        WHEN act = 'oversight.message_erased' THEN ARRAY['sealed_letter']
        WHEN files_erasing(act) THEN ARRAY['community_attachment']
        ELSE '{}'::text[] END
$$;
