CREATE OR REPLACE FUNCTION programme_check_before_people(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE e.noun
        WHEN 'assessment' THEN programme_check_assessment(e, was, is_now, written)
        WHEN 'diligence' THEN programme_check_diligence(e, was, is_now, written)
        ELSE coalesce(programme_check_support(e, is_now, written), programme_check_before_law(e, was, is_now, written)) END;
END $$;
