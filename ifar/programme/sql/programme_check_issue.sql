CREATE OR REPLACE FUNCTION programme_check_issue(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(programme_wrong_work(e, was, is_now, written, true),
        CASE WHEN is_now ->> 'risk' <> '' AND NOT EXISTS (
            SELECT FROM programme_risk r WHERE r.public_id = is_now ->> 'risk' AND r.project = is_now ->> 'project' AND r.state <> 'open')
            THEN 'no such risk occurred' WHEN e.kind = 'resolved' AND is_now ->> 'resolution' = '' THEN 'it says not how' END)
$$;
