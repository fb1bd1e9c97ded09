-- Of a payment, a refund and a grant of one thing at once, the second finds what the first did.
CREATE OR REPLACE FUNCTION cashier_hold(thing text) RETURNS void
LANGUAGE sql SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT pg_advisory_xact_lock(1767268772, hashtext(thing))
$$;
