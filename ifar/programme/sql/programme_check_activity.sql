CREATE OR REPLACE FUNCTION programme_check_activity(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(programme_wrong_work(e, was, is_now, written, true),
        CASE WHEN NOT EXISTS (SELECT FROM programme_result r WHERE r.public_id = is_now ->> 'result' AND r.project = is_now ->> 'project')
            THEN 'the project has no such result'
        WHEN is_now ->> 'location' <> '' AND NOT EXISTS (
            SELECT FROM programme_location l WHERE l.public_id = is_now ->> 'location' AND l.project = is_now ->> 'project')
            THEN 'the project has no such place'
        WHEN greatest((is_now ->> 'begun_on')::date, (is_now ->> 'done_on')::date) > (written.recorded_at AT TIME ZONE 'UTC')::date
            THEN 'that day has not come'
        WHEN e.kind = 'begun' AND is_now ->> 'begun_on' IS NULL OR e.kind = 'finished' AND is_now ->> 'done_on' IS NULL THEN 'it says not when' END)
$$;
