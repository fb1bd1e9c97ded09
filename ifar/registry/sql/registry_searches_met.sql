-- The marks of some firearms with the open searches whose keys they share. A table of a few hundred searches would be read whole for
-- each mark, which costs twenty times more than its index.
CREATE OR REPLACE FUNCTION registry_searches_met(firearms bigint[]) RETURNS TABLE(search_id bigint, firearm_id bigint, n smallint,
    kind text, plain text, folded text) LANGUAGE plpgsql STABLE SET enable_seqscan = off SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM registry_savedsearchkey) THEN
        RETURN QUERY SELECT q.search_id, k.firearm_id, k.n, k.kind, k.plain, k.folded
            FROM registry_markkey k JOIN registry_savedsearchkey q ON q.keys && k.keys WHERE k.firearm_id = ANY(firearms);
    END IF;
END $$;
