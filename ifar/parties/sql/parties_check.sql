-- What no guard says: a bar bars a party on record or somebody who is described, one of the two; the name of a person never stands in the log.
-- By its own hand: what the log says in clear no erasure reaches; a bar that names nobody, or a record and a description at once, would bar the wrong person or none.
CREATE OR REPLACE FUNCTION parties_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.record_type = 'bar' AND e.kind = 'entered' AND ((is_now ->> 'party' = '') = (personal ->> 'name' IS NULL)
       OR is_now ->> 'party' <> '' AND NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = is_now ->> 'party')) THEN
        RETURN 'parties.bar.whom';
    END IF;
    IF e.record_type = 'party' AND e.changes ? 'name' AND is_now ->> 'kind' = 'person' THEN
        RETURN 'parties.name: the name of a person stands apart from the log';
    END IF;
    RETURN NULL;
END $$;
