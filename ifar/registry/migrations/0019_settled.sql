-- Marks that settled are found through the files of `registry/mark_index.py`; the index of keys holds the newest alone. Until the first
-- marks settle everything is new and stands in it. Rows that wait for it are read through by every question: few of them.
INSERT INTO registry_markindex (one) VALUES (true);
DROP INDEX registry_markkey_keys;
CREATE INDEX registry_markkey_keys ON registry_markkey USING gin (keys) WITH (fastupdate = on, gin_pending_list_limit = 64) WHERE NOT settled;
-- A mark that settles leaves a dead row in it, which a question meets until vacuum has been there.
ALTER TABLE registry_markkey SET (autovacuum_vacuum_scale_factor = 0.005, autovacuum_vacuum_threshold = 5000);

-- Of a settled mark that shares a key everything that is compared stands in the index of the primary key: its row is not fetched.
CREATE UNIQUE INDEX registry_markkey_told ON registry_markkey (firearm_id, n, form) INCLUDE (settled, kind, plain, folded);
ALTER TABLE registry_markkey DROP CONSTRAINT registry_markkey_pkey;
ALTER TABLE registry_markkey ADD CONSTRAINT registry_markkey_pkey PRIMARY KEY USING INDEX registry_markkey_told;

-- Settled marks by their numbers (`mark_index.ref_of`), which the asker found in the files called `told`. Files of an earlier state could
-- hide a mark that settled later, so that nothing is answered from them.
CREATE FUNCTION registry_settled(told text, refs bigint[])
RETURNS TABLE (firearm_id bigint, n smallint, kind text, plain text, folded text)
LANGUAGE plpgsql STABLE ROWS 100 SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM registry_markindex i WHERE i.token <> '' AND told <> i.token AND (i.coming = '' OR told <> i.coming)) THEN
        RAISE EXCEPTION 'ifar: marks settled by another index than "%"', told USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    RETURN QUERY SELECT k.firearm_id, k.n, k.kind, k.plain, k.folded
        FROM unnest(refs) AS r (ref) JOIN registry_markkey k
            ON k.firearm_id = r.ref >> 20 AND k.n = ((r.ref >> 4) & 32767)::smallint AND k.form = (r.ref & 15)::smallint
        WHERE k.settled;
END $$;

-- As in 0017, among the newest marks and among the settled ones that were found in the files.
DROP FUNCTION registry_marks_near(integer[], text, text, text, text[], text[], integer, integer, text[]);
CREATE FUNCTION registry_marks_near(probe integer[], told text, refs bigint[], text_1 text, text_2 text, text_3 text, swaps text[],
    twice text[], allowed integer, unread integer, kinds text[])
RETURNS TABLE (firearm_id bigint, n smallint, plain text, edits integer)
LANGUAGE plpgsql STABLE ROWS 100
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET effective_io_concurrency = 0 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    bound CONSTANT integer := unread + allowed + 1;
    swap_1 CONSTANT text := swaps[1];
    swap_2 CONSTANT text := swaps[2];
    swap_3 CONSTANT text := swaps[3];
    swap_4 CONSTANT text := swaps[4];
    swap_5 CONSTANT text := swaps[5];
    swap_6 CONSTANT text := swaps[6];
    swap_7 CONSTANT text := swaps[7];
    swap_8 CONSTANT text := swaps[8];
    others CONSTANT text[] := swaps[9:];
BEGIN
    RETURN QUERY
    SELECT y.firearm_id, y.n, y.plain, y.edits FROM (
        SELECT x.firearm_id, x.n, x.plain, CASE
            WHEN d <= unread THEN 0
            WHEN allowed < 1 THEN NULL
            WHEN d = unread + 1 THEN 1
            WHEN d = unread + 2 AND (x.folded IN (SELECT unnest(swaps)) OR unread > 0 AND EXISTS (
                SELECT FROM unnest(swaps) AS s WHERE levenshtein_less_equal(x.folded, s, unread) <= unread)) THEN 1
            WHEN allowed < 2 THEN NULL
            WHEN d = 2 THEN 2
            WHEN d = 3 AND least(
                levenshtein_less_equal(x.folded, swap_1, 1), levenshtein_less_equal(x.folded, swap_2, 1),
                levenshtein_less_equal(x.folded, swap_3, 1), levenshtein_less_equal(x.folded, swap_4, 1),
                levenshtein_less_equal(x.folded, swap_5, 1), levenshtein_less_equal(x.folded, swap_6, 1),
                levenshtein_less_equal(x.folded, swap_7, 1), levenshtein_less_equal(x.folded, swap_8, 1)) <= 1 THEN 2
            WHEN d = 3 AND others <> '{}' AND EXISTS (
                SELECT FROM unnest(others) AS s WHERE levenshtein_less_equal(x.folded, s, 1) <= 1) THEN 2
            WHEN x.folded IN (SELECT unnest(twice)) THEN 2
            END AS edits
        FROM (
            SELECT k.firearm_id, k.n, k.plain, k.folded,
                least(levenshtein_less_equal(k.folded, text_1, bound), levenshtein_less_equal(k.folded, text_2, bound),
                      levenshtein_less_equal(k.folded, text_3, bound)) AS d
            FROM (
                SELECT r.firearm_id, r.n, r.kind, r.plain, r.folded FROM registry_markkey r WHERE r.keys && probe AND NOT r.settled
                UNION ALL SELECT s.firearm_id, s.n, s.kind, s.plain, s.folded FROM registry_settled(told, refs) AS s) AS k
            WHERE kinds = '{}' OR k.kind = ANY (kinds) OFFSET 0) AS x OFFSET 0) AS y
    WHERE y.edits IS NOT NULL;
END $$;
