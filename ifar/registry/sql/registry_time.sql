-- Both functions are STABLE as `to_char` is: declared stricter than what they call, they would not be inlined.
CREATE OR REPLACE FUNCTION registry_time(moment timestamp with time zone) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;
