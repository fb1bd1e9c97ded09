-- The day of our offices at a moment: days begin in the zone of the installation (`IFAR_TIME_ZONE`), of which `ifar migrate` keeps a copy.
CREATE OR REPLACE FUNCTION accounts_day(at timestamp with time zone) RETURNS date LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT (at AT TIME ZONE (SELECT z.zone FROM accounts_zone z))::date
$$;
