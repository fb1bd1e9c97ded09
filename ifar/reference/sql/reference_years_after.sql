-- The same day some years later; 29 February becomes 1 March, so that a term is never a day too short.
CREATE OR REPLACE FUNCTION reference_years_after(day date, years integer) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (day + make_interval(years => years))::date
         + CASE WHEN extract(day FROM day) = 29 AND extract(day FROM day + make_interval(years => years)) = 28 THEN 1 ELSE 0 END
$$;
