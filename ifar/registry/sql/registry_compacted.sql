-- Settled marks by their numbers (`mark_index.ref_of`), which the asker found in the files called `told`. Files of an earlier state could
-- hide a mark that settled later, so that nothing is answered from them.
-- By its own hand: an index made anew at the same time would hide a mark, and the asker would take that for none.
CREATE OR REPLACE FUNCTION registry_compacted(told text, refs bigint[], errors smallint[]) RETURNS TABLE(firearm_id bigint, n smallint,
    edits integer, at bigint, ref bigint)
LANGUAGE plpgsql STABLE ROWS 100 SET enable_seqscan = off SET search_path = public, pg_catalog, pg_temp AS $$
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
