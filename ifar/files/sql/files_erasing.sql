-- Acts of the ledger by which a content leaves the store.
CREATE OR REPLACE FUNCTION files_erasing(act text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT act IN ('parties.erased', 'words.erased', 'community.space_destroyed', 'community.space_lapsed', 'community.erasure_erased',
                  'oversight.message_erased')
$$;
