-- What no guard can say of an act on a despatch between traders: null, or why it may not be done.
-- By its own hand: what was packed and sealed is what is received or missing, and nothing is completed of which something is on the road.
CREATE OR REPLACE FUNCTION trade_check_despatch(kind text, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    packed integer;
    settled integer;
BEGIN
    SELECT coalesce(sum(jsonb_array_length(b -> 'firearms')), 0), coalesce(sum(jsonb_array_length(b -> 'received') + jsonb_array_length(b -> 'lost')), 0)
    INTO packed, settled FROM jsonb_array_elements(is_now -> 'crates') b;
    IF kind = 'offered' THEN
        RETURN CASE WHEN NOT EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = written.agency AND o.id = (is_now ->> 'agency_id')::bigint
                                     AND o.kind IN ('maker', 'dealer'))
                THEN 'no trader sends it'
            WHEN NOT EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = is_now ->> 'receiver' AND o.kind IN ('maker', 'dealer') AND NOT o.closed)
                THEN 'there is no such receiver'
            WHEN NOT EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = is_now ->> 'carrier' AND o.kind = 'partner' AND NOT o.closed)
                THEN 'there is no such carrier' END;
    ELSIF kind = 'packed' THEN
        RETURN CASE WHEN packed > (is_now ->> 'quantity')::integer THEN 'more is packed than was offered'
            WHEN settled > 0 OR EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'crates') b WHERE b -> 'missing' <> '[]')
                THEN 'nothing was handed over yet' END;
    ELSIF kind = 'sent' THEN
        RETURN CASE WHEN packed = 0 THEN 'nothing is packed'
            WHEN EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'crates') b WHERE b -> 'seals' = '[]' OR b -> 'firearms' = '[]')
                THEN 'a crate bears no seal' END;
    ELSIF kind IN ('received', 'reported') THEN
        RETURN CASE WHEN (SELECT jsonb_agg(jsonb_build_array(b -> 'number', b -> 'seals', b -> 'firearms')) FROM jsonb_array_elements(was -> 'crates') b)
                IS DISTINCT FROM (SELECT jsonb_agg(jsonb_build_array(b -> 'number', b -> 'seals', b -> 'firearms')) FROM jsonb_array_elements(is_now -> 'crates') b)
                THEN 'other crates were packed'
            WHEN EXISTS (SELECT FROM ROWS FROM (jsonb_array_elements(was -> 'crates'), jsonb_array_elements(is_now -> 'crates')) AS c (b, a)
                WHERE NOT (a -> 'received') @> (b -> 'received') OR NOT (a -> 'lost') @> (b -> 'lost')
                   OR CASE kind WHEN 'received' THEN a -> 'lost' <> b -> 'lost' ELSE a -> 'received' <> b -> 'received' END
                   OR NOT (a -> 'firearms') @> (a -> 'received') OR NOT (a -> 'firearms') @> (a -> 'lost') OR NOT (a -> 'firearms') @> (a -> 'missing'))
                THEN 'other crates were packed' END;
    ELSIF kind = 'completed' AND settled <> packed THEN
        RETURN 'something of it is on the road';
    END IF;
    RETURN NULL;
END $$;
