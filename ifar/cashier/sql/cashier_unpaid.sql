-- The rule of a fee of a thing for an act that is neither paid nor waived and has to be before a step (`completeness`, `decision`, `issuing`); null where there is none.
-- What asks it holds the thing before (`cashier_hold`): money is paid back while a grant is decided.
CREATE OR REPLACE FUNCTION cashier_unpaid(thing text, of_act text, step text, day date) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT f.code FROM cashier_charged(thing, of_act) c, cashier_due(c.act, c.kind, c.holder, coalesce(c.on_day, day)) f
    WHERE c.act = of_act AND f.amount::numeric > 0 AND (f.stops = step OR f.stops = 'completeness' AND step = 'decision') AND NOT cashier_settled(thing, c.act, c.since)
    ORDER BY f.code LIMIT 1
$$;
