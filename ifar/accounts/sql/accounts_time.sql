-- RFC 3339 in UTC with six digits, as entries write time.
CREATE OR REPLACE FUNCTION accounts_time(moment timestamp with time zone) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
