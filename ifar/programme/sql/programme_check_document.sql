CREATE OR REPLACE FUNCTION programme_check_document(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(programme_wrong_work(e, was, is_now, written, false),
        CASE WHEN NOT EXISTS (SELECT FROM files_deposit d WHERE d.file_id = is_now ->> 'sha256' AND d.purpose = 'programme_document')
            THEN 'no such document was deposited' END)
$$;
