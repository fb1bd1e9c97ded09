-- The amount from which it does (`postings.LIMIT`, until two people set another).
CREATE OR REPLACE FUNCTION programme_limit_now() RETURNS numeric LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT l.amount FROM programme_limit l), 10000.00)
$$;
