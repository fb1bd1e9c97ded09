-- Whether a paper covers goods: where it names no calibre, make or model it is of any, and no piece of it counts for two. Goods that the fewest of its lines
-- cover draw on it first, each on those lines that cover the fewest goods.
CREATE OR REPLACE FUNCTION trade_answers(paper jsonb, goods jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    left_of bigint[];
    line record;
    drawn bigint;
    n integer;
BEGIN
    IF EXISTS (SELECT FROM jsonb_array_elements(goods) g WHERE coalesce((g ->> 'quantity')::bigint, 0) <= 0 OR coalesce(g ->> 'type', '') = '') THEN
        RETURN false;
    END IF;
    SELECT array_agg(greatest(0, coalesce((p ->> 'quantity')::bigint, 0)) ORDER BY x.at) INTO left_of FROM jsonb_array_elements(paper) WITH ORDINALITY x (p, at);
    FOR line IN
        WITH fits AS (
            SELECT g.at AS goods, (g.said ->> 'quantity')::bigint AS quantity, p.at AS paper, count(p.at) OVER (PARTITION BY p.at) AS asked
            FROM jsonb_array_elements(goods) WITH ORDINALITY g (said, at) LEFT JOIN jsonb_array_elements(paper) WITH ORDINALITY p (said, at)
            ON p.said ->> 'type' = g.said ->> 'type' AND coalesce(p.said ->> 'calibre', '') IN ('', coalesce(g.said ->> 'calibre', ''))
               AND trade_plain(coalesce(p.said ->> 'make', '')) IN ('', trade_plain(coalesce(g.said ->> 'make', '')))
               AND trade_plain(coalesce(p.said ->> 'model', '')) IN ('', trade_plain(coalesce(g.said ->> 'model', '')))
        )
        SELECT f.goods, f.quantity, array_agg(f.paper ORDER BY f.asked, f.paper) FILTER (WHERE f.paper IS NOT NULL) AS papers
        FROM fits f GROUP BY 1, 2 ORDER BY count(f.paper), 1
    LOOP
        FOREACH n IN ARRAY coalesce(line.papers, '{}') LOOP
            drawn := least(line.quantity, left_of[n]);
            left_of[n] := left_of[n] - drawn;
            line.quantity := line.quantity - drawn;
        END LOOP;
        IF line.quantity > 0 THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$;
