-- Parties are projected from their events; personal values come from ledger_personal, where a lawful erasure takes them away.

CREATE FUNCTION parties_event_payload(e parties_event) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('kind', e.kind, 'n', e.n, 'changes', e.changes, 'details', e.details, 'proposal', e.proposal)
$$;

-- A record is joined to one that stands for itself, of the same kind and compartment: so no chain ever closes to a ring.
CREATE FUNCTION parties_check_merge(joined parties_party, survivor text) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF joined.merged_into <> '' OR NOT EXISTS (
        SELECT FROM parties_party WHERE public_id = survivor AND public_id <> joined.public_id AND merged_into = ''
        AND kind = joined.kind AND compartment = joined.compartment
    ) THEN
        RAISE EXCEPTION 'ifar: party % cannot be joined to %', joined.public_id, survivor USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION parties_event_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
CREATE TRIGGER apply BEFORE INSERT ON parties_event FOR EACH ROW WHEN (NEW.n <> 1) EXECUTE FUNCTION parties_event_apply();
ALTER TABLE parties_event ENABLE ALWAYS TRIGGER apply;

-- Opens the records of all first events of a statement together, as an older register brings them by the thousand. The rows of a
-- statement have no statistics, so every look-up is told to go by its index.
CREATE FUNCTION parties_event_open() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    allowed CONSTANT text[] := ARRAY['kind', 'name', 'sex', 'country', 'registration', 'status', 'merged_into', 'compartment', 'agency', 'address'];
    defaults CONSTANT jsonb := '{"sex": "not_asked", "country": "", "registration": "", "status": "active", "merged_into": "", "erased": []}';
    wrong parties_event;
BEGIN
    IF NOT EXISTS (SELECT FROM arrived WHERE n = 1) THEN
        RETURN NULL;
    END IF;
    SELECT e.* INTO wrong FROM arrived e LEFT JOIN ledger_entry l ON l.entry = e.id
    WHERE e.n = 1 AND (l.id IS NULL OR l.object <> e.party OR l.schema <> e.schema OR l.act <> 'parties.' || e.kind
        OR convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM parties_event_payload(e)) LIMIT 1;
    IF wrong.id IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: party event % differs from its ledger entry', wrong.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT e.* INTO wrong FROM arrived e WHERE e.n = 1 AND e.changes - allowed <> '{}'::jsonb LIMIT 1;
    IF wrong.id IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: party event % sets unknown columns: %', wrong.id, wrong.changes - allowed USING ERRCODE = 'check_violation';
    END IF;
    SELECT e.* INTO wrong FROM arrived e JOIN ledger_entry l ON l.entry = e.id
    WHERE e.n = 1 AND (SELECT count(*) FROM ledger_personal p WHERE p.entry = e.id)
        <> (SELECT count(*) FROM jsonb_object_keys(l.commitments)) LIMIT 1;
    IF wrong.id IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: party event % commits to values that are not there', wrong.id USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO parties_party SELECT r.* FROM arrived e
    CROSS JOIN LATERAL (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{}') AS said
                        FROM ledger_personal p WHERE p.entry = e.id AND p.field NOT IN ('address', 'note')) AS personal
    CROSS JOIN LATERAL jsonb_populate_record(NULL::parties_party,
        defaults || (e.changes - 'agency' - 'address') || personal.said || jsonb_build_object(
            'id', nextval('parties_party_id_seq'), 'public_id', e.party, 'n', e.n, 'last_event', e.id,
            'agency_id', (SELECT a.id FROM accounts_agency a WHERE a.public_id = e.changes ->> 'agency'))) AS r
    WHERE e.n = 1;
    INSERT INTO parties_address (event, party_id, country, area, lines, valid_from, valid_to)
    SELECT e.id, o.id, e.changes -> 'address' ->> 'country', coalesce(e.changes -> 'address' ->> 'area', ''),
           (SELECT p.value FROM ledger_personal p WHERE p.entry = e.id AND p.field = 'address'),
           (e.changes -> 'address' ->> 'valid_from')::date, NULL
    FROM arrived e JOIN parties_party o ON o.public_id = e.party WHERE e.n = 1 AND e.changes ? 'address';
    RETURN NULL;
END $$;
CREATE TRIGGER open AFTER INSERT ON parties_event REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION parties_event_open();
ALTER TABLE parties_event ENABLE ALWAYS TRIGGER open;

-- A value that was lawfully erased goes from the state too, unless a later event gave it anew.
CREATE FUNCTION parties_erasure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE whose text := (SELECT party FROM parties_event WHERE id = NEW.entry);
DECLARE latest uuid;
BEGIN
    IF whose IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.field = 'address' THEN
        UPDATE parties_address SET lines = NULL WHERE event = NEW.entry;
    ELSE
        SELECT e.id INTO latest FROM parties_event e JOIN ledger_entry l ON l.entry = e.id
        WHERE e.party = whose AND l.commitments ? NEW.field ORDER BY e.n DESC LIMIT 1;
        IF latest = NEW.entry THEN
            UPDATE parties_party SET
                name = CASE WHEN NEW.field = 'name' THEN NULL ELSE name END,
                born = CASE WHEN NEW.field = 'born' THEN NULL ELSE born END,
                identity_numbers = CASE WHEN NEW.field = 'identity_numbers' THEN NULL ELSE identity_numbers END,
                contact = CASE WHEN NEW.field = 'contact' THEN NULL ELSE contact END,
                erased = (SELECT jsonb_agg(DISTINCT x) FROM jsonb_array_elements(erased || to_jsonb(ARRAY[NEW.field])) AS x)
            WHERE public_id = whose;
            DELETE FROM parties_namekey WHERE NEW.field = 'name' AND party_id = (SELECT id FROM parties_party WHERE public_id = whose);
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_parties AFTER INSERT ON ledger_erasure FOR EACH ROW EXECUTE FUNCTION parties_erasure_apply();
ALTER TABLE ledger_erasure ENABLE ALWAYS TRIGGER b_parties;

SELECT ledger_make_insert_only('parties_event');
CREATE INDEX parties_namekey_folded ON parties_namekey USING gin (folded gin_trgm_ops);
