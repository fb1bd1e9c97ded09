-- The rule by which something is owed by a payer, or null: a fee of a record by the day on which it was handed in or asked for.
CREATE OR REPLACE FUNCTION cashier_owed(payment jsonb) RETURNS reference_feerule
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT f.* FROM cashier_charged(payment ->> 'about', payment ->> 'act') c,
        cashier_due(c.act, c.kind, c.holder, coalesce(c.on_day, (payment ->> 'paid_on')::date)) f
    WHERE c.payer = payment ->> 'payer' AND c.act = payment ->> 'act'
$$;
