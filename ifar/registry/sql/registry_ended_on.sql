-- The day on which an event ended what it ended, where it happened; the latest possible where the day is not known exactly, and
-- the day on which it was recorded where nothing is known.
CREATE OR REPLACE FUNCTION registry_ended_on(ended timestamp with time zone, zone text, event uuid) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN ended IS NOT NULL THEN (ended AT TIME ZONE zone)::date
           ELSE (to_timestamp(('x' || left(replace(event::text, '-', ''), 12))::bit(48)::bigint / 1000.0) AT TIME ZONE 'UTC')::date END
$$;
