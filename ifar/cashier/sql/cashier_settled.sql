-- Whether a fee for a thing is paid or waived, and not paid back, since a place in the log.
CREATE OR REPLACE FUNCTION cashier_settled(thing text, of_act text, since_place bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cashier_payment p WHERE p.about = thing AND p.act = of_act AND p.state IN ('paid', 'waived') AND (since_place = 0 OR EXISTS (
        SELECT FROM cashier_event e JOIN ledger_entry l ON l.entry = e.id
        WHERE e.record_type = 'payment' AND e.subject = p.public_id AND e.n = 1 AND l.id > since_place)))
$$;
