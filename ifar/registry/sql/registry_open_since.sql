-- The earliest day of a destruction whose record an office of this kind may still open today; -infinity where no adopted rule ends it.
CREATE OR REPLACE FUNCTION registry_open_since(kind text) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_catalog, pg_temp AS $$
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
