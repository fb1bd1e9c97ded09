-- Whether a paper covers goods: of each type and calibre at least as many; what it says of a type without a calibre covers any of it.
CREATE OR REPLACE FUNCTION trade_covers(paper jsonb, goods jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH there AS (
        SELECT p ->> 'type' AS type, coalesce(p ->> 'calibre', '') AS calibre, sum((p ->> 'quantity')::bigint) AS quantity
        FROM jsonb_array_elements(paper) p GROUP BY 1, 2
    ), wanted AS (
        SELECT g ->> 'type' AS type, coalesce(g ->> 'calibre', '') AS calibre, sum((g ->> 'quantity')::bigint) AS quantity
        FROM jsonb_array_elements(goods) g GROUP BY 1, 2
    ), short AS (
        SELECT w.type, sum(CASE WHEN w.calibre = '' THEN w.quantity ELSE greatest(0, w.quantity - coalesce(t.quantity, 0)) END) AS quantity
        FROM wanted w LEFT JOIN there t ON t.type = w.type AND t.calibre = w.calibre GROUP BY 1
    )
    SELECT NOT EXISTS (SELECT FROM short s LEFT JOIN there t ON t.type = s.type AND t.calibre = '' WHERE s.quantity > coalesce(t.quantity, 0))
       AND NOT EXISTS (SELECT FROM jsonb_array_elements(goods) g WHERE coalesce((g ->> 'quantity')::bigint, 0) <= 0 OR coalesce(g ->> 'type', '') = '')
$$;
