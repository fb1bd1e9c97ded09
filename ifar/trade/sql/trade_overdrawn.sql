-- Whether more of some kind of goods stands on the packing lists of an authorisation than lines of goods say.
CREATE OR REPLACE FUNCTION trade_overdrawn(authorisation bigint, goods jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM (SELECT i.type, i.calibre, i.make, i.model, sum(i.quantity) AS packed FROM trade_consignment c
                     JOIN trade_item i ON i.consignment_id = c.id AND i.state = 'packed' WHERE c.authorisation_id = authorisation GROUP BY 1, 2, 3, 4) p
        LEFT JOIN (SELECT g ->> 'type' AS type, coalesce(g ->> 'calibre', '') AS calibre, coalesce(g ->> 'make', '') AS make, coalesce(g ->> 'model', '') AS model,
                          sum((g ->> 'quantity')::bigint) AS allowed FROM jsonb_array_elements(goods) g GROUP BY 1, 2, 3, 4) a
            ON (a.type, a.calibre, a.make, a.model) = (p.type, p.calibre, p.make, p.model)
        WHERE p.packed > coalesce(a.allowed, 0))
$$;
