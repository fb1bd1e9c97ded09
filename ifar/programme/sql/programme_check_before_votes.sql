CREATE OR REPLACE FUNCTION programme_check_before_votes(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE e.noun
        WHEN 'othersfile' THEN programme_check_othersfile(e, is_now)
        WHEN 'feed' THEN CASE WHEN NOT accounts_holds(written.actor, ARRAY['fund_officer']) THEN 'they do not keep the books' END
        WHEN 'extract' THEN programme_check_extract(e, is_now, written)
        WHEN 'difference' THEN programme_check_difference(e, is_now, written)
        ELSE programme_check_before_files(e, was, is_now, written) END;
END $$;
