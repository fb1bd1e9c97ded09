-- The office of a stakeholder is a partner's; who its focal point is stands apart from the log.
-- By its own hand: a name stands beside the log, out of which nothing can be taken, and has to be there.
CREATE OR REPLACE FUNCTION programme_wrong_stakeholder(e acts_event, is_now jsonb, personal jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN is_now ->> 'agency' <> '' AND NOT EXISTS (
            SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'agency' AND a.kind = 'partner') THEN 'there is no such office of a partner'
        WHEN e.kind IN ('contact_set', 'contact_removed') AND (e.kind = 'contact_set') <> (personal ? 'name') THEN 'it does not say who the focal point is' END
$$;
