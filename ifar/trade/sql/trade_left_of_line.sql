-- How many of one kind of goods an authorisation still allows to be packed: what its lines say less what stands on the packing lists of its consignments.
CREATE OR REPLACE FUNCTION trade_left_of_line(authorisation bigint, goods jsonb, line jsonb) RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH key AS (
        SELECT line ->> 'type' AS type, coalesce(line ->> 'calibre', '') AS calibre, coalesce(line ->> 'make', '') AS make, coalesce(line ->> 'model', '') AS model
    )
    SELECT (SELECT coalesce(sum((g ->> 'quantity')::bigint), 0) FROM jsonb_array_elements(goods) g WHERE g ->> 'type' = k.type
                AND coalesce(g ->> 'calibre', '') = k.calibre AND coalesce(g ->> 'make', '') = k.make AND coalesce(g ->> 'model', '') = k.model)
         - (SELECT coalesce(sum(i.quantity), 0) FROM trade_consignment c JOIN trade_item i ON i.consignment_id = c.id AND i.state = 'packed'
            WHERE c.authorisation_id = authorisation AND i.type = k.type AND i.calibre = k.calibre AND i.make = k.make AND i.model = k.model)
    FROM key k
$$;
