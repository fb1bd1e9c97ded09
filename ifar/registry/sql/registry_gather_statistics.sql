-- After a million rows in a few minutes the planner must look at the tables before they are compared; only the owner may ask it to.
CREATE OR REPLACE FUNCTION registry_gather_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    ANALYZE registry_firearm, registry_markkey, registry_importedrow, parties_party;
END $$;
