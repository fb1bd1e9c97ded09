CREATE OR REPLACE FUNCTION programme_check_first(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE e.noun
        WHEN 'initiative' THEN CASE WHEN is_now ->> 'project' <> '' AND NOT EXISTS (
            SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project') THEN 'there is no such project' END
        WHEN 'participation' THEN programme_check_participation(is_now)
        WHEN 'feedback' THEN programme_check_feedback(e, is_now, written)
        WHEN 'stakeholder' THEN programme_check_alliance(e, is_now, written)
        WHEN 'commitment' THEN programme_check_alliance(e, is_now, written)
        WHEN 'sighting' THEN programme_check_sighting(e, was, is_now, written)
        ELSE programme_check_before_people(e, was, is_now, written) END;
END $$;
