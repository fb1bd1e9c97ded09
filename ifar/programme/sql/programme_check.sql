CREATE OR REPLACE FUNCTION programme_check(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.noun = 'meeting' THEN RETURN programme_asks_meeting(e, is_now, written); END IF;
    RETURN coalesce(programme_asks(e, was, is_now, written), programme_check_before_votes(e, was, is_now, written));
END $$;
