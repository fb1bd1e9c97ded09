-- Why a seed is not the one that a frame asks for, or null: what the beacon said that it named, or the root of the first witnessed checkpoint after it.
-- By its own hand: whoever could choose the seed would choose whom the draw hits.
CREATE OR REPLACE FUNCTION licensing_seed_wrong(frame uuid, beacon text, after timestamp with time zone, at timestamp with time zone, said text, seed text, size bigint)
RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN beacon <> '' THEN CASE WHEN at < after OR size <> 0 OR said IS NULL OR seed <> encode(sha256(convert_to(said, 'UTF8')), 'hex')
            THEN 'its seed is not what the beacon said' END
        WHEN size IS DISTINCT FROM licensing_seed(frame, after)
            OR seed <> (SELECT encode(c.root, 'hex') FROM ledger_checkpoint c WHERE c.size = licensing_seed_wrong.size)
            THEN 'its seed is not the first witnessed root after its frame' END
$$;
