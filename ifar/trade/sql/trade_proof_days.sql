-- In how many days after an exit of that day its receipt is proved: what the rows of regimes say, the shortest of several.
CREATE OR REPLACE FUNCTION trade_proof_days(authorisation bigint, whom text, left_on date) RETURNS integer
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT min(r.days) FROM trade_authorisation a, trade_rules(trade_into(to_jsonb(a), coalesce(a.destinations ->> whom, a.into_state)), left_on) r
                     WHERE a.id = authorisation AND r.leg = 'receipt' AND r.days > 0), 45)
$$;
