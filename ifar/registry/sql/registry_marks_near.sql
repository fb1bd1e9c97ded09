-- New marks that share a key with a question and are within `allowed` errors of one of its up to three texts, which may be null; the
-- settled ones are found in files. Marks of fewer than eight characters that share only one of the keys called `others` are of other makes
-- than the one that was asked for: only those that equal the question are meant.
-- `d` is the plain distance, in which a swap counts two; `edits` what a reader would count. `unread` of a text's characters are unread, each
-- of which counts one in the plain distance. OFFSET 0 keeps the planner from computing a distance again wherever it is named. The planner
-- multiplies a guess for each of a hundred keys, expects half the table and reads it whole; in here it may not, and the plan is made once
-- in a session.
-- A swap beside nothing unread is one of the texts, which is asked for first: it needs no distance. The texts are looked up in a table of
-- hashes, made once; as arrays they would be compared one after the other with each mark that shares a key.
-- In registers of ten million marks most of what shares a key with a question within two errors is three errors away (a mark that lost two
-- other characters). Whether that is a swap and one more is compared with up to eight swaps without a subquery, which costs more than the
-- comparisons. The farthest that counts, two swaps, is looked up and needs no distance. Pages are read when their turn comes: nearly all
-- are in memory, where asking other processes to read ahead takes longer than reading.
CREATE OR REPLACE FUNCTION registry_marks_near(probe integer[], others integer[], text_1 text, text_2 text, text_3 text, swaps text[],
    twice text[], allowed integer, unread integer, kinds text[]) RETURNS TABLE(firearm_id bigint, n smallint, plain text, edits integer)
LANGUAGE plpgsql STABLE ROWS 100 SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET effective_io_concurrency = 0 SET search_path = public, pg_catalog, pg_temp AS $$
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
    more CONSTANT text[] := swaps[9:];
    every CONSTANT integer[] := probe || others;
BEGIN
    RETURN QUERY
    SELECT y.firearm_id, y.n, y.plain, y.edits FROM (
        SELECT x.firearm_id, x.n, x.plain, x.folded, x.keys, CASE
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
            WHEN d = 3 AND more <> '{}' AND EXISTS (
                SELECT FROM unnest(more) AS s WHERE levenshtein_less_equal(x.folded, s, 1) <= 1) THEN 2
            WHEN x.folded IN (SELECT unnest(twice)) THEN 2
            END AS edits
        FROM (
            SELECT k.firearm_id, k.n, k.plain, k.folded, k.keys,
                least(levenshtein_less_equal(k.folded, text_1, bound), levenshtein_less_equal(k.folded, text_2, bound),
                      levenshtein_less_equal(k.folded, text_3, bound)) AS d
            FROM registry_markkey k
            WHERE k.keys && every AND NOT k.settled AND (kinds = '{}' OR k.kind = ANY (kinds)) OFFSET 0) AS x OFFSET 0) AS y
    WHERE y.edits IS NOT NULL AND (others = '{}' OR y.edits = 0 OR length(y.folded) >= 8 OR y.keys && probe);
END $$;
