CREATE OR REPLACE FUNCTION programme_check_alliance(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT accounts_holds(written.actor, ARRAY['programme_officer', 'programme_manager']) THEN
        RETURN 'they do not keep the stakeholders';
    ELSIF e.noun = 'stakeholder' THEN
        IF is_now ->> 'agency' <> '' AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'agency' AND a.kind = 'partner') THEN
            RETURN 'there is no such office of a partner';
        ELSIF e.kind IN ('contact_set', 'contact_removed') AND ((is_now ->> 'contact')::boolean <> (e.kind = 'contact_set')
              OR (e.kind = 'contact_set') <> (written.commitments ? 'name')) THEN
            RETURN 'it does not say who the focal point is';
        END IF;
    ELSIF e.kind = 'made' AND NOT EXISTS (SELECT FROM programme_stakeholder s WHERE s.public_id = is_now ->> 'stakeholder' AND s.state = 'listed')
       OR is_now ->> 'project' <> '' AND NOT EXISTS (SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project') THEN
        RETURN 'there is no such stakeholder or project';
    ELSIF e.kind = 'kept' AND NOT (is_now ->> 'kept_on')::date BETWEEN (is_now ->> 'made_on')::date AND (written.recorded_at AT TIME ZONE 'UTC')::date + 1 THEN
        RETURN 'it was not kept on that day';
    END IF;
    RETURN NULL;
END $$;
