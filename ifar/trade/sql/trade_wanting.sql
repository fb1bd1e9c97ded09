-- What an authorisation wants on a day and no paper answers (Protocol art. 10(2), and the rows of regimes that hold then); null where nothing lacks. A lift
-- relieves of what its own regime asks and of what the Protocol does; what the authorisation is itself is not asked for.
CREATE OR REPLACE FUNCTION trade_wanting(a jsonb, day date) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH rules AS MATERIALIZED (
        SELECT * FROM trade_rules(a, day)
    ), wanted AS (
        SELECT 'import_authorisation' AS kind, 'into' AS leg, a ->> 'into_state' AS country, '' AS way, '' AS regime WHERE a ->> 'kind' = 'export'
        UNION SELECT 'transit_no_objection', 'through', t ->> 'country', t ->> 'way', '' FROM jsonb_array_elements(a -> 'through') t WHERE a ->> 'kind' = 'export'
        UNION SELECT ask, r.leg, r.country, r.way, r.regime FROM rules r, unnest(r.asks) AS ask
    )
    SELECT w.kind || ' of ' || w.country FROM wanted w
    WHERE NOT EXISTS (SELECT FROM rules r WHERE r.leg = w.leg AND r.country = w.country AND r.way = w.way AND w.kind = ANY (r.lifts)
                      AND w.regime IN ('', r.regime))
      AND NOT CASE a ->> 'kind' WHEN 'export' THEN w.kind = 'export_authorisation' WHEN 'import' THEN w.kind = 'import_authorisation'
          WHEN 'transit' THEN w.kind = 'transit_no_objection' AND EXISTS (
              SELECT FROM accounts_agency o WHERE o.id = (a ->> 'agency_id')::bigint AND o.country = w.country) ELSE false END
      -- Of an authorisation for several consignees each is named by a paper that counts, and all of those cover the goods together.
      AND NOT (
        SELECT CASE WHEN coalesce(a -> 'further', '[]') = '[]' THEN coalesce(bool_or(trade_answers(p.goods, a -> 'goods')), false)
            ELSE count(DISTINCT p.consignee) > jsonb_array_length(a -> 'further')
                AND trade_answers(jsonb_path_query_array(coalesce(jsonb_agg(p.goods ORDER BY p.public_id), '[]'), '$[*][*]'), a -> 'goods') END
        FROM trade_paper p WHERE p.authorisation_id = (a ->> 'id')::bigint AND p.state = 'verified'
          AND (p.kind = w.kind OR (w.kind = 'import_authorisation' AND p.kind = 'no_import_licence'))
          AND p.country = CASE WHEN w.kind IN ('import_authorisation', 'no_import_licence') THEN a ->> 'into_state'
                               WHEN w.kind = 'transit_no_objection' THEN w.country ELSE p.country END
          AND p.issued_on <= day AND p.expires_on >= day AND p.expires_on >= (a ->> 'valid_to')::date
          AND (p.consignee = a ->> 'consignee' OR coalesce(a -> 'further', '[]') ? p.consignee))
    ORDER BY 1 LIMIT 1
$$;
