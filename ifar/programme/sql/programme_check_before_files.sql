CREATE OR REPLACE FUNCTION programme_check_before_files(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    found CONSTANT regprocedure := to_regprocedure(format('programme_check_%s(programme_event, jsonb, jsonb, ledger_entry)', e.noun));
    wrong text;
BEGIN
    IF e.noun = 'value' OR found IS NULL THEN RETURN programme_check_first(e, was, is_now, written); END IF;
    EXECUTE format('SELECT %I($1, $2, $3, $4)', 'programme_check_' || e.noun) INTO wrong USING e, was, is_now, written;
    RETURN wrong;
END $$;
