CREATE OR REPLACE FUNCTION parties_bar_project() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    written ledger_entry;
    before parties_bar;
    personal jsonb;
    d CONSTANT jsonb := NEW.details;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.entry;
    SELECT coalesce(jsonb_object_agg(field, value), '{}') INTO personal FROM ledger_personal WHERE entry = NEW.entry;
    IF (SELECT count(*) FROM jsonb_object_keys(personal)) <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
        RAISE EXCEPTION 'ifar: bar act % commits to values that are not there', NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'entered' THEN
        IF NEW.n <> 1 OR written.previous IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: % begins with being entered', NEW.bar USING ERRCODE = 'check_violation';
        END IF;
        IF (d ->> 'party' = '') = (personal ->> 'name' IS NULL)
           OR (d ->> 'party' <> '' AND NOT EXISTS (SELECT FROM parties_party WHERE public_id = d ->> 'party')) THEN
            RAISE EXCEPTION 'ifar: % bars a party on record or somebody who is described, one of the two', NEW.bar USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO parties_bar (public_id, kind, ground, party, name, born, identity_numbers, valid_from, valid_until, issuer, country,
                                 paper, compartment, agency_id, lifted, n, last_entry)
        SELECT NEW.bar, d ->> 'kind', d ->> 'ground', d ->> 'party', personal ->> 'name', (personal ->> 'born')::date,
               personal -> 'identity_numbers', (d ->> 'valid_from')::date, nullif(d ->> 'valid_until', '')::date, d ->> 'issuer',
               d ->> 'country', d ->> 'paper', d ->> 'compartment',
               (SELECT id FROM accounts_agency WHERE public_id = written.agency), false, 1, NEW.entry;
        RETURN NEW;
    END IF;
    SELECT * INTO before FROM parties_bar WHERE public_id = NEW.bar FOR UPDATE;
    IF before.id IS NULL OR before.n <> NEW.n - 1 OR before.last_entry IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', NEW.bar USING ERRCODE = 'serialization_failure';
    END IF;
    IF before.lifted THEN
        RAISE EXCEPTION 'ifar: % was lifted', NEW.bar USING ERRCODE = 'check_violation';
    END IF;
    UPDATE parties_bar SET n = NEW.n, last_entry = NEW.entry, lifted = true WHERE id = before.id;
    RETURN NEW;
END $$;
