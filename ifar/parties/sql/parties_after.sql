-- What follows from a bar besides its record: the name of whom it bars is looked for among the barred.
CREATE OR REPLACE FUNCTION parties_after(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.kind = 'entered' THEN
        UPDATE parties_namekey SET barred = true
        WHERE party_id = (SELECT p.id FROM parties_party p WHERE p.public_id = is_now ->> 'party') AND NOT barred;
    END IF;
END $$;
