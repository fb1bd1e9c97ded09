-- What the search reads of a firearm that is not shown in the end stands in the index `registry_firearm_sought`. It is read without the
-- table only where vacuum has seen the page, so that is not left until a fifth of the register is new.
ALTER TABLE registry_firearm SET (autovacuum_vacuum_insert_scale_factor = 0.02);

-- As in 0006. A swap beside nothing unread is one of the texts, which is asked for first: it needs no distance. The texts are looked up
-- in a table of hashes, made once; as arrays they would be compared one after the other with each mark that shares a key.
CREATE OR REPLACE FUNCTION registry_marks_near(probe integer[], text_1 text, text_2 text, text_3 text, swaps text[], twice text[],
    allowed integer, unread integer, kinds text[])
RETURNS TABLE (firearm_id bigint, n smallint, plain text, edits integer)
LANGUAGE plpgsql STABLE ROWS 100
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    bound CONSTANT integer := unread + 2 * allowed;
BEGIN
    RETURN QUERY
    SELECT y.firearm_id, y.n, y.plain, y.edits FROM (
        SELECT x.*, CASE
            WHEN d <= unread THEN 0
            WHEN allowed >= 1 AND (d = unread + 1 OR (d = unread + 2 AND (x.folded IN (SELECT unnest(swaps)) OR unread > 0 AND EXISTS (
                SELECT FROM unnest(swaps) AS s WHERE levenshtein_less_equal(x.folded, s, unread) <= unread)))) THEN 1
            WHEN allowed >= 2 AND (d = 2 OR x.folded IN (SELECT unnest(twice)) OR (d = 3 AND EXISTS (
                SELECT FROM unnest(swaps) AS s WHERE levenshtein_less_equal(x.folded, s, 1) <= 1))) THEN 2
            END AS edits
        FROM (
            SELECT k.firearm_id, k.n, k.plain, k.folded,
                least(levenshtein_less_equal(k.folded, text_1, bound), levenshtein_less_equal(k.folded, text_2, bound),
                      levenshtein_less_equal(k.folded, text_3, bound)) AS d
            FROM registry_markkey k
            WHERE k.keys && probe AND (kinds = '{}' OR k.kind = ANY (kinds)) OFFSET 0) AS x
        WHERE d <= bound OFFSET 0) AS y
    WHERE y.edits IS NOT NULL;
END $$;
