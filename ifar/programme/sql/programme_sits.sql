-- Whether a seat was filled, and a day lies in its term.
CREATE OR REPLACE FUNCTION programme_sits(seat text, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM programme_seat s WHERE s.public_id = seat AND s.state = 'filled' AND s.starts_on <= day AND (s.ends_on IS NULL OR s.ends_on >= day))
$$;
