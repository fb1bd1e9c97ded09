-- A report of a parcel or listing comes from the people or programs of the reporting office itself, and another office takes it on.
-- By its own hand: separation of duties: the office that reported does not take it on, and none reports as another.
CREATE OR REPLACE FUNCTION programme_wrong_sighting(e acts_event, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN e.kind = 'sent' THEN CASE
            WHEN NOT accounts_holds(written.actor, ARRAY['partner']) AND NOT EXISTS (
                SELECT FROM accounts_client c JOIN accounts_agency a ON a.id = c.agency_id WHERE c.public_id = written.actor AND a.public_id = written.agency
                AND c.scopes ? 'programme:sighting:send' AND c.revoked_at IS NULL AND c.expires_at > clock_timestamp()) THEN 'they do not report for that office'
            WHEN NOT personal ? 'told' THEN 'it does not say what was seen' END
        WHEN written.agency = is_now ->> 'agency' THEN 'it is not theirs to take on'
        WHEN e.kind = 'passed' AND NOT EXISTS (SELECT FROM hotspots_delivery d WHERE d.public_id = is_now ->> 'delivery') THEN 'no tip was made of it' END
$$;
