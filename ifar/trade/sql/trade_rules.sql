-- The rows of regimes that hold for an authorisation on a day, each with the leg, its State and the way through it; on `receipt` the State that the goods left.
CREATE OR REPLACE FUNCTION trade_rules(a jsonb, day date)
RETURNS TABLE (leg text, country text, way text, regime text, asks text[], lifts text[], days integer)
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH legs AS (
        SELECT unnest(ARRAY['from', 'receipt']) AS leg, a ->> 'from_state' AS country, '' AS way
        UNION ALL SELECT 'into', a ->> 'into_state', ''
        UNION ALL SELECT 'through', t ->> 'country', t ->> 'way' FROM jsonb_array_elements(a -> 'through') t
    )
    SELECT l.leg, l.country, l.way, r.regime::text, string_to_array(r.asks, '|'), string_to_array(r.lifts, '|'), r.days
    FROM legs l JOIN reference_regimerule r ON r.leg = l.leg
    WHERE (r.valid_from IS NULL OR r.valid_from <= day) AND (r.valid_to IS NULL OR r.valid_to >= day)
      AND (r.states = '' OR l.country = ANY (string_to_array(r.states, '|')))
      AND (r.from_states = '' OR a ->> 'from_state' = ANY (string_to_array(r.from_states, '|')))
      AND (r.into_states = '' OR a ->> 'into_state' = ANY (string_to_array(r.into_states, '|')))
      AND NOT a ->> 'into_state' = ANY (string_to_array(r.not_into, '|'))
      AND (r.purposes = '' OR a ->> 'purpose' = ANY (string_to_array(r.purposes, '|')))
      AND (r.ways = '' OR l.way = ANY (string_to_array(r.ways, '|')))
$$;
