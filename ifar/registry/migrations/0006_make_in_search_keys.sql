-- Search keys of version 2: the make inside the keys of short marks (`registry/neighbourhood.py`).

DROP FUNCTION registry_marks_near(integer[]);

-- Marks that share a key with a question and are within `allowed` errors of one of its up to three texts, which may be null.
-- `d` is the plain distance, in which a swap counts two; `edits` what a reader would count. `unread` of a text's characters are
-- unread, each of which counts one in the plain distance. OFFSET 0 keeps the planner from computing a distance again wherever it
-- is named. The planner multiplies a guess for each of a hundred keys, expects half the table and reads it whole; in here it may
-- not, and the plan is made once in a session.
CREATE FUNCTION registry_marks_near(probe integer[], text_1 text, text_2 text, text_3 text, swaps text[], twice text[],
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
            WHEN allowed >= 1 AND (d = unread + 1 OR (d = unread + 2 AND EXISTS (
                SELECT FROM unnest(swaps) AS s WHERE levenshtein_less_equal(x.folded, s, unread) <= unread))) THEN 1
            WHEN allowed >= 2 AND (d = 2 OR x.folded = ANY (twice) OR (d = 3 AND EXISTS (
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

-- While the keys are rebuilt beside the live ones (`registry/rebuild.py`), notes whose keys somebody touches.
CREATE FUNCTION registry_markkey_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO registry_markkey_changed (firearm_id) VALUES (coalesce(NEW.firearm_id, OLD.firearm_id));
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION registry_markkey_note FROM PUBLIC;
