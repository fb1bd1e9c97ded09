-- Until when whose office may still open the record of something that was destroyed (Directive (EU) 2021/555 art. 4(5)).
-- The rule is `reference/retention.py`'s; these are the database's copies of it, so that no look-up takes a round trip more.

-- The same day some years later; 29 February becomes 1 March, so that a term is never a day too short.
CREATE FUNCTION reference_years_after(day date, years integer) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (day + make_interval(years => years))::date
         + CASE WHEN extract(day FROM day) = 29 AND extract(day FROM day + make_interval(years => years)) = 28 THEN 1 ELSE 0 END
$$;

-- The day on which an event ended what it ended, where it happened; the latest possible where the day is not known exactly, and
-- the day on which it was recorded where nothing is known.
CREATE FUNCTION registry_ended_on(ended timestamptz, zone text, event uuid) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN ended IS NOT NULL THEN (ended AT TIME ZONE zone)::date
           ELSE (to_timestamp(('x' || left(replace(event::text, '-', ''), 12))::bit(48)::bigint / 1000.0) AT TIME ZONE 'UTC')::date END
$$;

-- The earliest day of a destruction whose record an office of this kind may still open today; -infinity where no adopted rule ends it.
CREATE FUNCTION registry_open_since(kind text) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT coalesce(max(since), '-infinity') FROM (
        SELECT CASE WHEN reference_years_after(t.back - 1, r.years) >= t.today THEN t.back - 1
                    WHEN reference_years_after(t.back, r.years) >= t.today THEN t.back
                    ELSE t.back + 1 END AS since
        FROM (SELECT (o.access ->> kind)::integer AS years FROM reference_retentionrule o
              WHERE o.adopted AND o.starts = 'destruction' AND o.access ? kind
                AND coalesce(o.valid_from, '-infinity') <= (statement_timestamp() AT TIME ZONE 'UTC')::date
                AND coalesce(o.valid_to, 'infinity') >= (statement_timestamp() AT TIME ZONE 'UTC')::date
                AND (o.record = 'firearm' OR o.record = 'any' AND NOT EXISTS (
                    SELECT FROM reference_retentionrule named
                    WHERE named.adopted AND named.instrument = o.instrument AND named.record = 'firearm'
                      AND coalesce(named.valid_from, '-infinity') <= (statement_timestamp() AT TIME ZONE 'UTC')::date
                      AND coalesce(named.valid_to, 'infinity') >= (statement_timestamp() AT TIME ZONE 'UTC')::date))) AS r
        CROSS JOIN LATERAL (
            SELECT (statement_timestamp() AT TIME ZONE 'UTC')::date AS today,
                   ((statement_timestamp() AT TIME ZONE 'UTC')::date - make_interval(years => r.years))::date AS back) AS t) AS one
$$;
