-- After a million rows in a few minutes the planner must look at the tables before they are compared, and no key of a mark waits to enter
-- the index that every search reads; only the owner may ask for either.
CREATE OR REPLACE FUNCTION registry_gather_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gin_clean_pending_list('registry_markkey_keys');
    ANALYZE registry_firearm, registry_markkey, registry_importedrow, parties_party;
END $$;
