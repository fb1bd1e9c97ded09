-- What no guard can say of an act on a case or an item: null, or why it may not be done.
-- By its own hand: whoever was promised to stay unnamed cannot be made unknown again, and no office changes another's case.
CREATE OR REPLACE FUNCTION recoveries_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    by_office CONSTANT bigint := (SELECT id FROM accounts_agency WHERE public_id = written.agency);
BEGIN
    -- A case that was shared with an office is read there (and taken out, which changes nothing of it), and changed only by the office
    -- whose it is or one above it. A laboratory says what it compared, where the case was shared with it; the register's own job
    -- notes what came up later.
    IF coalesce((is_now ->> 'agency_id')::bigint <> by_office, true)
       AND NOT coalesce((is_now ->> 'agency_id')::bigint = ANY (recoveries_offices(by_office)), false)
       AND NOT (e.record_type = 'item' AND e.kind = 'hit' AND written.agency = '')
       AND NOT (e.record_type = 'case' AND e.kind = 'handed_over' AND was -> 'shared' ? written.agency)
       AND NOT (e.record_type = 'item' AND e.kind IN ('compared', 'merged') AND EXISTS (
           SELECT FROM recoveries_case c JOIN accounts_agency a ON a.id = by_office AND a.kind = 'forensic_laboratory'
           WHERE c.id = (was ->> 'case_id')::bigint AND a.public_id = ANY (c.shared))) THEN
        RETURN 'it is another office''s; what was shared is read';
    END IF;
    -- Whoever handed something in was promised that nobody would be named; so nothing that may name somebody comes into the case.
    IF e.record_type = 'case' AND (is_now ->> 'anonymous')::boolean AND (
           personal ? 'narrative' OR personal ? 'described' OR e.details ->> 'party' <> '' OR e.details ->> 'group' <> ''
           OR EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'kept') AS k WHERE coalesce(k ->> 'reference', '') <> '')) THEN
        RETURN 'nobody is named in it, which is anonymous';
    END IF;
    IF e.kind = 'linked' THEN
        -- The event in the firearm's life is there, of this firearm, and says what the case says.
        IF NOT EXISTS (SELECT FROM registry_event r JOIN registry_firearm f ON f.id = r.firearm_id
                       JOIN recoveries_case c ON c.id = (is_now ->> 'case_id')::bigint
                       WHERE r.id = (is_now ->> 'recorded')::uuid AND f.public_id = is_now ->> 'firearm' AND r.kind = c.kind
                         AND r.details ->> 'exhibit' = e.subject) THEN
            RETURN 'no event of this firearm says that it was taken in under this exhibit';
        END IF;
    END IF;
    RETURN NULL;
END $$;
