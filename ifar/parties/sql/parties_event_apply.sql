-- By its own hand: an entry and its event say the same, and two acts on one party at once come one after the other or fail.
CREATE OR REPLACE FUNCTION parties_event_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    allowed CONSTANT text[] := ARRAY['kind', 'name', 'sex', 'country', 'registration', 'status', 'merged_into', 'compartment', 'agency', 'address'];
    written ledger_entry;
    personal jsonb;
    sets jsonb;
    before parties_party;
    now_is parties_party;
    since date;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.id;
    IF written.id IS NULL OR written.object <> NEW.party OR written.schema <> NEW.schema OR written.act <> 'parties.' || NEW.kind
       OR convert_from(written.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM parties_event_payload(NEW) THEN
        RAISE EXCEPTION 'ifar: party event % differs from its ledger entry', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.changes - allowed <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: party event % sets unknown columns: %', NEW.id, NEW.changes - allowed USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(jsonb_object_agg(field, value), '{}') INTO personal FROM ledger_personal WHERE entry = NEW.id;
    IF (SELECT count(*) FROM jsonb_object_keys(personal)) <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
        RAISE EXCEPTION 'ifar: party event % commits to values that are not there', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    sets := NEW.changes - 'agency' - 'address' || (personal - 'address' - 'note') || jsonb_build_object('n', NEW.n, 'last_event', NEW.id);
    IF NEW.changes ? 'agency' THEN
        sets := sets || jsonb_build_object('agency_id', (SELECT id FROM accounts_agency WHERE public_id = NEW.changes ->> 'agency'));
    END IF;
    -- Both records of a merge are locked, always in the same order, so that two people cannot merge them crosswise.
    PERFORM FROM parties_party WHERE public_id IN (NEW.party, NEW.changes ->> 'merged_into') ORDER BY public_id FOR UPDATE;
    SELECT * INTO before FROM parties_party WHERE public_id = NEW.party;
    IF before.id IS NULL OR before.n <> NEW.n - 1 OR before.last_event IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else recorded something about % meanwhile', NEW.party USING ERRCODE = 'serialization_failure';
    END IF;
    now_is := jsonb_populate_record(before, sets);
    IF now_is.merged_into <> '' AND now_is.merged_into IS DISTINCT FROM before.merged_into THEN
        PERFORM parties_check_merge(before, now_is.merged_into);
    END IF;
    -- What it replaces stays a search key, by the entry that said it: a correction hides nobody.
    INSERT INTO parties_formerkey (party_id, entry, field, folded, numbers)
    SELECT before.id, said.entry, f.field,
           CASE f.field WHEN 'name' THEN coalesce((SELECT folded FROM parties_namekey WHERE party_id = before.id), '') ELSE '' END,
           CASE f.field WHEN 'identity_numbers' THEN parties_identity_keys(before.identity_numbers, '')
                        WHEN 'registration' THEN parties_identity_keys(NULL, before.registration) ELSE '{}' END
    FROM unnest(ARRAY['name', 'identity_numbers', 'registration']) AS f(field)
    CROSS JOIN LATERAL (SELECT e.id AS entry FROM parties_event e JOIN ledger_entry l ON l.entry = e.id
                        WHERE e.party = NEW.party AND e.n < NEW.n AND (l.commitments ? f.field OR e.changes ? f.field)
                        ORDER BY e.n DESC LIMIT 1) AS said
    WHERE sets ? f.field AND coalesce(to_jsonb(before) ->> f.field, '') <> '';
    UPDATE parties_party SET (name, born, identity_numbers, contact, sex, country, registration, status, merged_into, compartment,
                              agency_id, n, last_event)
        = ROW (now_is.name, now_is.born, now_is.identity_numbers, now_is.contact, now_is.sex, now_is.country, now_is.registration,
               now_is.status, now_is.merged_into, now_is.compartment, now_is.agency_id, now_is.n, now_is.last_event)
    WHERE id = before.id;
    IF NEW.changes ? 'address' THEN
        -- Each address ends where the next one begins, also when an earlier one is told later.
        since := (NEW.changes -> 'address' ->> 'valid_from')::date;
        UPDATE parties_address SET valid_to = since
        WHERE party_id = now_is.id AND (valid_from IS NULL OR valid_from <= since) AND (valid_to IS NULL OR valid_to > since);
        INSERT INTO parties_address (event, party_id, country, area, lines, valid_from, valid_to)
        VALUES (NEW.id, now_is.id, NEW.changes -> 'address' ->> 'country', coalesce(NEW.changes -> 'address' ->> 'area', ''),
                personal -> 'address', since,
                (SELECT min(valid_from) FROM parties_address
                 WHERE party_id = now_is.id AND (since IS NULL OR valid_from > since)));
    END IF;
    RETURN NEW;
END $$;
