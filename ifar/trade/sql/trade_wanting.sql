-- What an authorisation wants on a day and no paper answers (Protocol art. 10(2), and the rows of regimes that hold then); null where nothing lacks. A lift
-- relieves of what its own regime asks and of what the Protocol does; what the authorisation is itself is not asked for. Each State to which goods may go
-- wants its own for those who receive them there, and those of all States cover the goods together, unless one of them wants none.
CREATE OR REPLACE FUNCTION trade_wanting(a jsonb, day date) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH states AS (
        SELECT s.into_state, s.whom, trade_into(a, s.into_state) AS said FROM (
            SELECT coalesce(a -> 'destinations' ->> named, a ->> 'into_state') AS into_state, array_agg(named) AS whom FROM unnest(trade_consignees(a)) named GROUP BY 1) s
    ), rules AS MATERIALIZED (
        SELECT s.into_state, r.* FROM states s CROSS JOIN LATERAL trade_rules(s.said, day) r
    ), wanted AS (
        SELECT s.into_state, 'import_authorisation' AS kind, 'into' AS leg, s.into_state AS country, '' AS way, '' AS regime FROM states s WHERE a ->> 'kind' = 'export'
        UNION SELECT s.into_state, 'transit_no_objection', 'through', t ->> 'country', t ->> 'way', ''
            FROM states s, jsonb_array_elements(s.said -> 'through') t WHERE a ->> 'kind' = 'export'
        UNION SELECT r.into_state, ask, r.leg, r.country, r.way, r.regime FROM rules r, unnest(r.asks) AS ask
    ), asked AS (
        SELECT DISTINCT w.into_state, w.kind, w.leg, w.country, s.whom FROM wanted w JOIN states s ON s.into_state = w.into_state
        WHERE NOT EXISTS (SELECT FROM rules r WHERE r.into_state = w.into_state AND r.leg = w.leg AND r.country = w.country AND r.way = w.way
                          AND w.kind = ANY (r.lifts) AND w.regime IN ('', r.regime))
          AND NOT CASE a ->> 'kind' WHEN 'export' THEN w.kind = 'export_authorisation' WHEN 'import' THEN w.kind = 'import_authorisation'
              WHEN 'transit' THEN w.kind = 'transit_no_objection' AND EXISTS (
                  SELECT FROM accounts_agency o WHERE o.id = (a ->> 'agency_id')::bigint AND o.country = w.country) ELSE false END
    ), counting AS (
        SELECT k.into_state, k.kind, k.leg, k.country, p.consignee, p.goods, p.public_id
        FROM asked k JOIN trade_paper p ON p.authorisation_id = (a ->> 'id')::bigint AND p.state = 'verified'
          AND (p.kind = k.kind OR (k.kind = 'import_authorisation' AND p.kind = 'no_import_licence'))
          AND p.country = CASE WHEN k.kind IN ('import_authorisation', 'no_import_licence') THEN k.into_state
                               WHEN k.kind = 'transit_no_objection' THEN k.country ELSE p.country END
          AND p.issued_on <= day AND p.expires_on >= day AND p.expires_on >= (a ->> 'valid_to')::date AND p.consignee = ANY (k.whom)
    ), lacking AS (
        SELECT k.kind, k.country FROM asked k
        WHERE NOT (SELECT CASE WHEN coalesce(a -> 'further', '[]') = '[]' THEN coalesce(bool_or(trade_answers(c.goods, a -> 'goods')), false)
                       ELSE count(DISTINCT c.consignee) = cardinality(k.whom) END
                   FROM counting c WHERE (c.into_state, c.kind, c.leg, c.country) = (k.into_state, k.kind, k.leg, k.country))
        UNION ALL
        SELECT g.kind, g.country FROM (
            SELECT k.kind, k.leg, CASE k.leg WHEN 'into' THEN '' ELSE k.country END AS country FROM asked k
            GROUP BY 1, 2, 3 HAVING sum(cardinality(k.whom)) = cardinality(trade_consignees(a))) g
        WHERE coalesce(a -> 'further', '[]') <> '[]' AND NOT (
            SELECT trade_answers(jsonb_path_query_array(coalesce(jsonb_agg(c.goods ORDER BY c.public_id), '[]'), '$[*][*]'), a -> 'goods')
            FROM counting c WHERE c.kind = g.kind AND c.leg = g.leg AND g.country IN ('', c.country))
    )
    SELECT kind || ' of ' || country FROM lacking ORDER BY 1 LIMIT 1
$$;
