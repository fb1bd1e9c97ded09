-- Indexes of the mark search (`registry/search.py`). Which key finds what:
--   keys      deletions of up to two characters (near marks) and runs of three (pieces from the middle)
--   folded    exact marks and beginnings; the reversed one finds endings.

CREATE INDEX registry_markkey_folded ON registry_markkey (folded text_pattern_ops);
CREATE INDEX registry_markkey_reversed ON registry_markkey (reverse(folded) text_pattern_ops);

-- New rows wait in a list that every search must read through: kept short, it costs a search little and a load a quarter.
CREATE INDEX registry_markkey_keys ON registry_markkey USING gin (keys) WITH (fastupdate = on, gin_pending_list_limit = 512);

-- Statistics of the most common keys say nothing, since nearly all keys are rare.
ALTER TABLE registry_markkey ALTER COLUMN keys SET STATISTICS 0;

-- Marks that share a key with a question. The planner multiplies a guess for each of a hundred keys, expects half the table
-- and reads it whole; in here it may not, and the plan is made once in a session.
CREATE FUNCTION registry_marks_near(probe integer[])
RETURNS TABLE (firearm_id bigint, n smallint, kind text, plain text, folded text)
LANGUAGE plpgsql STABLE ROWS 500 SET enable_seqscan = off SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT k.firearm_id, k.n, k.kind, k.plain, k.folded FROM registry_markkey k WHERE k.keys && probe;
END $$;
