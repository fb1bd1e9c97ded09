CREATE OR REPLACE FUNCTION programme_check_partner(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$ SELECT programme_wrong_work(e, was, is_now, written, true) $$;
