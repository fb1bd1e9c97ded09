CREATE OR REPLACE FUNCTION programme_check_sighting(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.kind = 'sent' THEN
        IF is_now ->> 'agency' <> written.agency OR NOT EXISTS (SELECT FROM programme_stakeholder s
            WHERE s.public_id = is_now ->> 'stakeholder' AND s.state = 'listed' AND s.agency = written.agency AND s.agency <> '') THEN
            RETURN 'it is another office''s to report';
        ELSIF NOT accounts_holds(written.actor, ARRAY['partner']) AND NOT EXISTS (
            SELECT FROM accounts_client c JOIN accounts_agency a ON a.id = c.agency_id WHERE c.public_id = written.actor AND a.public_id = written.agency
            AND c.scopes ? 'programme:sighting:send' AND c.revoked_at IS NULL AND c.expires_at > clock_timestamp()) THEN
            RETURN 'they do not report for that office';
        ELSIF NOT written.commitments ? 'told' THEN
            RETURN 'it does not say what was seen';
        END IF;
    ELSIF written.agency = is_now ->> 'agency' OR NOT accounts_holds(written.actor, ARRAY['hotspot_analyst', 'police_supervisor', 'customs_officer', 'customs_supervisor']) THEN
        RETURN 'it is not theirs to take on';
    ELSIF was ->> 'taken_by' NOT IN ('', written.agency) THEN
        RETURN 'another office has it in hand';
    ELSIF e.kind = 'taken' AND is_now ->> 'taken_by' <> written.agency THEN
        RETURN 'they take it on for their own office';
    ELSIF e.kind = 'passed' AND NOT EXISTS (SELECT FROM hotspots_delivery d WHERE d.public_id = is_now ->> 'delivery') THEN
        RETURN 'no tip was made of it';
    ELSIF e.kind = 'closed' AND is_now ->> 'why' = '' THEN
        RETURN 'it does not say why';
    END IF;
    RETURN NULL;
END $$;
