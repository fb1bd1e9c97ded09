-- Opens the records of all first events of a statement together, as an older register brings them by the thousand. The rows of a
-- statement have no statistics, so every look-up is told to go by its index.
-- By its own hand: an entry and its event say the same, for thousands of first events in one statement too.
CREATE OR REPLACE FUNCTION parties_event_open() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
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
