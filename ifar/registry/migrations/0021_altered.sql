-- What stands in the files of `registry/mark_files.py` is found there with its errors counted, so the register says which marks were altered
-- or removed since they were written there. Nobody writes this table but the trigger: who could, would hide marks.
CREATE FUNCTION registry_markkey_altered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO registry_markaltered (ref)
        SELECT (o.firearm_id << 16 | o.n) << 4 | o.form FROM was o ORDER BY 1 ON CONFLICT DO NOTHING;
        RETURN NULL;
    END IF;
    INSERT INTO registry_markaltered (ref)
    SELECT (o.firearm_id << 16 | o.n) << 4 | o.form FROM was o WHERE NOT EXISTS (
        SELECT FROM is_now i WHERE i.firearm_id = o.firearm_id AND i.n = o.n AND i.form = o.form AND i.settled
            AND (i.kind, i.plain, i.folded, i.keys) = (o.kind, o.plain, o.folded, o.keys))
    ORDER BY 1 ON CONFLICT DO NOTHING;
    -- It settles, by files that hold it as it is.
    DELETE FROM registry_markaltered a USING was o JOIN is_now i ON i.firearm_id = o.firearm_id AND i.n = o.n AND i.form = o.form
    WHERE a.ref = (o.firearm_id << 16 | o.n) << 4 | o.form AND i.settled AND NOT o.settled
        AND (i.kind, i.plain, i.folded, i.keys) = (o.kind, o.plain, o.folded, o.keys);
    RETURN NULL;
END $$;
CREATE TRIGGER altered AFTER UPDATE ON registry_markkey REFERENCING OLD TABLE AS was NEW TABLE AS is_now
    FOR EACH STATEMENT EXECUTE FUNCTION registry_markkey_altered();
CREATE TRIGGER removed AFTER DELETE ON registry_markkey REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION registry_markkey_altered();
ALTER TABLE registry_markkey ENABLE ALWAYS TRIGGER altered;
ALTER TABLE registry_markkey ENABLE ALWAYS TRIGGER removed;

-- Nothing is compared on the rows of settled marks any more: their primary key need not hold the words.
CREATE UNIQUE INDEX registry_markkey_one ON registry_markkey (firearm_id, n, form);
ALTER TABLE registry_markkey DROP CONSTRAINT registry_markkey_pkey;
ALTER TABLE registry_markkey ADD CONSTRAINT registry_markkey_pkey PRIMARY KEY USING INDEX registry_markkey_one;

-- The marks that were found in the files called `told`, by their numbers (`mark_files.ref_of`), with the errors that were counted there and in
-- the order in which they were named; whoever asks leaves out what was altered since. Files of an earlier state could hide a mark that settled later, so that nothing is answered from
-- them; where no marks settled all are new, and what lies about is not asked.
DROP FUNCTION registry_settled(text, bigint[]);
CREATE FUNCTION registry_settled(told text, refs bigint[], errors smallint[])
RETURNS TABLE (firearm_id bigint, n smallint, edits integer, at bigint, ref bigint)
LANGUAGE plpgsql STABLE ROWS 100 SET enable_seqscan = off SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    named registry_markindex%ROWTYPE;
BEGIN
    SELECT * INTO named FROM registry_markindex;
    IF told = '' OR told NOT IN (named.token, named.coming) THEN
        IF named.token <> '' THEN
            RAISE EXCEPTION 'ifar: marks settled by another index than "%"', told USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        RETURN;
    END IF;
    IF named.coming <> '' THEN
        RETURN QUERY SELECT k.firearm_id, k.n, r.errors::integer, r.at, r.ref
            FROM unnest(refs, errors) WITH ORDINALITY AS r (ref, errors, at) JOIN registry_markkey k
                ON k.firearm_id = r.ref >> 20 AND k.n = ((r.ref >> 4) & 65535)::smallint AND k.form = (r.ref & 15)::smallint
            WHERE k.settled;
        RETURN;
    END IF;
    RETURN QUERY SELECT r.ref >> 20, ((r.ref >> 4) & 65535)::smallint, r.errors::integer, r.at, r.ref
        FROM unnest(refs, errors) WITH ORDINALITY AS r (ref, errors, at);
END $$;

-- As in 0019, of new marks alone. Marks of fewer than eight characters that share only one of the keys called `others` are of other makes than
-- the one that was asked for: only those that equal the question are meant.
DROP FUNCTION registry_marks_near(integer[], text, bigint[], text, text, text, text[], text[], integer, integer, text[]);
CREATE FUNCTION registry_marks_near(probe integer[], others integer[], text_1 text, text_2 text, text_3 text, swaps text[],
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
