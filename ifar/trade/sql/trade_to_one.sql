-- An authorisation as a consignment leaves on it: of several consignees for the one to whom it goes, with all that is packed for that one.
CREATE OR REPLACE FUNCTION trade_to_one(a trade_authorisation, whom text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE a.further WHEN '[]' THEN to_jsonb(a) ELSE trade_into(to_jsonb(a), coalesce(a.destinations ->> whom, a.into_state)) || jsonb_build_object('consignee', whom, 'further', '[]'::jsonb, 'goods', (
        SELECT coalesce(jsonb_agg(to_jsonb(g)), '[]') FROM (
            SELECT i.type, i.calibre, i.make, i.model, sum(i.quantity)::bigint AS quantity FROM trade_item i JOIN trade_consignment c ON c.id = i.consignment_id
            WHERE c.authorisation_id = a.id AND c.consignee = whom AND i.state = 'packed' GROUP BY 1, 2, 3, 4) g)) END
$$;
