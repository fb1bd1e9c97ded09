CREATE OR REPLACE FUNCTION programme_check_feedback(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.kind = 'received' THEN
        IF NOT written.commitments ? 'words' THEN
            RETURN 'it does not say what was said';
        ELSIF is_now ->> 'project' <> '' AND NOT EXISTS (SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project')
           OR is_now ->> 'initiative' <> '' AND NOT EXISTS (SELECT FROM programme_initiative i WHERE i.public_id = is_now ->> 'initiative') THEN
            RETURN 'there is no such project or initiative';
        ELSIF is_now ->> 'about' <> '' AND NOT EXISTS (SELECT FROM accounts_user u WHERE u.public_id = is_now ->> 'about') THEN
            RETURN 'there is nobody whom it is about';
        END IF;
    ELSIF NOT accounts_holds(written.actor, ARRAY['programme_officer', 'programme_manager']) OR written.actor = is_now ->> 'about' THEN
        RETURN 'another person looks into it, answers and closes';
    ELSIF e.kind = 'answered' AND NOT written.commitments ? 'answer' THEN
        RETURN 'it does not say what was answered';
    ELSIF e.kind = 'closed' AND is_now ->> 'why' = 'settled' AND is_now ->> 'answered_on' IS NULL THEN
        RETURN 'nobody answered it';
    END IF;
    RETURN CASE WHEN coalesce((is_now ->> 'answered_on')::date, (is_now ->> 'closed_on')::date, (is_now ->> 'received_on')::date)
        < (is_now ->> 'received_on')::date THEN 'it was not yet received then' END;
END $$;
