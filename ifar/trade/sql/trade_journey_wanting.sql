-- What a journey wants on a day and nothing answers: an authorisation of this State that a row of a regime does not lift, or a paper that one asks; null
-- where nothing lacks. A row that relieves whoever announces in time (so many working days are no fewer days) relieves nobody else. An authorisation covers what goes now and what is under way under it already.
CREATE OR REPLACE FUNCTION trade_journey_wanting(j jsonb, day date) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH holding AS (
        SELECT * FROM trade_journey_rules(j, day)
    ), late AS (
        SELECT coalesce((j ->> 'earliest_on')::date > day OR day - (j ->> 'announced_on')::date < coalesce(max(days), 0), true) AS is_late FROM holding
    ), rules AS (
        SELECT h.regime, string_to_array(h.asks, '|') AS asks, string_to_array(h.lifts, '|') AS lifts FROM holding h, late
        WHERE NOT (is_late AND h.days > 0 AND h.lifts <> '') IS TRUE
    ), own AS (
        SELECT CASE j ->> 'way' WHEN 'out' THEN 'export_authorisation' ELSE 'import_authorisation' END AS kind
    ), going AS (
        SELECT a.line FROM jsonb_array_elements(j -> 'arms') WITH ORDINALITY AS a (line, n) WHERE j -> 'gone' @> to_jsonb(a.n)
        UNION ALL
        SELECT a.line FROM trade_journey o CROSS JOIN LATERAL jsonb_array_elements(o.arms) WITH ORDINALITY AS a (line, n)
        WHERE o.authorisation = j ->> 'authorisation' AND j ->> 'authorisation' <> '' AND o.id <> (j ->> 'id')::bigint
          AND o.state = 'under_way' AND o.gone @> to_jsonb(a.n) AND NOT o.back @> to_jsonb(a.n)
    ), goods AS (
        SELECT coalesce(jsonb_agg(jsonb_build_object('type', line ->> 'type', 'calibre', line ->> 'calibre', 'make', coalesce(line ->> 'make', ''),
            'model', regexp_replace(coalesce(line ->> 'model', ''), '^.*/', ''), 'quantity', 1)), '[]') AS lines FROM going
    ), wanted AS (
        SELECT kind, '' AS regime FROM own UNION SELECT ask, regime FROM rules, unnest(asks) AS ask
    )
    SELECT w.kind FROM wanted w, own
    WHERE NOT EXISTS (SELECT FROM rules r WHERE w.kind = ANY (r.lifts) AND w.regime IN ('', r.regime))
      AND CASE WHEN w.kind <> own.kind THEN NOT j -> 'papers' ? w.kind ELSE NOT EXISTS (
        SELECT FROM trade_authorisation a JOIN accounts_agency o ON o.id = (j ->> 'agency_id')::bigint, goods
        WHERE a.public_id = j ->> 'authorisation' AND a.state = 'in_force' AND a.valid_from <= day AND a.valid_to >= day
          AND a.purpose = j ->> 'purpose' AND NOT EXISTS (SELECT FROM trade_consignment c WHERE c.authorisation_id = a.id AND c.state <> 'cancelled')
          AND CASE j ->> 'way' WHEN 'out' THEN a.kind = 'export' AND a.applicant = j ->> 'holder'
                                               AND a.from_state = o.country AND a.into_state = j ->> 'country'
                               ELSE a.kind = 'import' AND a.from_state = j ->> 'country' AND a.into_state = o.country END
          AND trade_answers(a.goods, goods.lines)) END
    UNION ALL SELECT 'announcement' FROM holding h, late WHERE is_late AND h.days > 0 AND h.lifts = ''
    ORDER BY 1 LIMIT 1
$$;
