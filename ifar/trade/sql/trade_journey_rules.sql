-- The rows of regimes that hold on a day for a traveller's journey over our border.
CREATE OR REPLACE FUNCTION trade_journey_rules(j jsonb, day date) RETURNS TABLE (regime text, asks text, lifts text, days integer)
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT r.regime::text, r.asks::text, r.lifts::text, r.days FROM reference_regimerule r
    CROSS JOIN LATERAL (
        SELECT o.country AS home, CASE j ->> 'way' WHEN 'out' THEN o.country ELSE j ->> 'country' END AS leaves,
               CASE j ->> 'way' WHEN 'out' THEN j ->> 'country' ELSE o.country END AS enters
        FROM accounts_agency o WHERE o.id = (j ->> 'agency_id')::bigint
    ) s
    WHERE r.leg = CASE j ->> 'way' WHEN 'out' THEN 'leaving' ELSE 'entering' END
      AND (r.valid_from IS NULL OR r.valid_from <= day) AND (r.valid_to IS NULL OR r.valid_to >= day)
      AND (r.states = '' OR s.home = ANY (string_to_array(r.states, '|')))
      AND (r.from_states = '' OR s.leaves = ANY (string_to_array(r.from_states, '|')))
      AND (r.into_states = '' OR s.enters = ANY (string_to_array(r.into_states, '|')))
      AND NOT s.enters = ANY (string_to_array(r.not_into, '|'))
      AND (r.purposes = '' OR j ->> 'purpose' = ANY (string_to_array(r.purposes, '|'))) AND r.ways = ''
$$;
