-- Everything that differs between a room and what somebody found there, as `recoveries/custody/counting.py` names it. A seal that nobody read (null)
-- differs from nothing.
CREATE OR REPLACE FUNCTION recoveries_count_differs(of_room text, office bigint, told jsonb) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH line AS (SELECT value ->> 0 AS label, value ->> 1 AS seal, ordinality AS at FROM jsonb_array_elements(told) WITH ORDINALITY),
    seen AS (SELECT DISTINCT ON (label) label, seal FROM line ORDER BY label, at),
    lying AS (SELECT public_id AS label, seal FROM recoveries_chain WHERE room = of_room AND agency_id = office AND state IN ('kept', 'handed'))
    SELECT 'missing:' || label FROM lying WHERE label NOT IN (SELECT label FROM seen)
    UNION ALL SELECT 'seal:' || label FROM lying JOIN seen USING (label) WHERE lying.seal <> seen.seal
    UNION ALL SELECT 'unexpected:' || label FROM seen WHERE label NOT IN (SELECT label FROM lying)
    UNION ALL SELECT 'doubled:' || label FROM line GROUP BY label HAVING count(*) > 1
$$;
