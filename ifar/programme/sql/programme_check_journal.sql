CREATE OR REPLACE FUNCTION programme_check_journal(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.kind = 'posted' AND is_now ->> 'rate' !~ '^[0-9]*[1-9][0-9]*([.][0-9]+)?$|^0[.][0-9]*[1-9]' THEN
        RETURN 'it says no amount';
    END IF;
    RETURN coalesce(programme_wrong_people(e, is_now, written), CASE WHEN e.kind IN ('posted', 'approved')
        THEN coalesce(programme_wrong_state(e, is_now), programme_check_journal_lines(e, is_now, written)) END);
END $$;
