-- Lets a service have a till to itself before it reads what is in it, which the runtime role could not: it may not write tills.
CREATE OR REPLACE FUNCTION cashier_till_lock(name text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT FROM cashier_till WHERE public_id = name FOR UPDATE
$$;
