-- What no guard says of a bar: it bars a party on record or somebody who is described, one of the two.
-- By its own hand: a bar that names nobody, or a record and a description at once, would bar the wrong person or none.
CREATE OR REPLACE FUNCTION parties_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.kind = 'entered' AND ((is_now ->> 'party' = '') = (personal ->> 'name' IS NULL)
       OR is_now ->> 'party' <> '' AND NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = is_now ->> 'party')) THEN
        RETURN 'parties.bar.whom';
    END IF;
    RETURN NULL;
END $$;
