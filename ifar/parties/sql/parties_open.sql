-- Opens the records of all parties that a statement registers together, which takes a third of what `acts_apply` takes for them one by one: an older register brings its holders in
-- thousands. It asks what `acts_apply` asks of an act that opens a record, whose declaration knows no guard, no other people and no stamp.
-- The rows of a statement have no statistics, so every look-up is told to go by its index.
-- By its own hand: an entry and its event say the same, and the name of a person never stands in the log, for thousands in one statement too.
CREATE OR REPLACE FUNCTION parties_open() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    act CONSTANT acts_act := (SELECT a FROM acts_act a WHERE a.prefix = 'parties' AND a.record_type = 'party' AND a.kind = 'registered');
    defaults CONSTANT jsonb := (SELECT r.defaults FROM acts_record r WHERE r.prefix = 'parties' AND r.record_type = 'party');
    refused record;
BEGIN
    IF NOT EXISTS (SELECT FROM arrived WHERE n = 1 AND record_type = 'party' AND kind = 'registered') THEN
        RETURN NULL;
    END IF;
    SELECT w.* INTO refused FROM (
        SELECT e.id, e.subject, l.actor, CASE
            WHEN jsonb_typeof(e.details) <> 'object' OR jsonb_typeof(e.changes) <> 'object' THEN 'form'
            WHEN l.id IS NULL OR l.object <> e.subject OR l.schema <> e.schema OR l.act <> 'parties.party_registered'
                OR convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM jsonb_build_object('record_type', e.record_type,
                    'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes, 'proposal', e.proposal) THEN 'entry'
            WHEN l.commitments <> '{}' AND (SELECT count(*) FROM ledger_personal p WHERE p.entry = e.id)
                <> (SELECT count(*) FROM jsonb_object_keys(l.commitments)) THEN 'values'
            WHEN l.previous IS NOT NULL OR EXISTS (SELECT FROM parties_party p WHERE p.public_id = e.subject) THEN 'meanwhile'
            WHEN act.transitions ->> '' IS DISTINCT FROM e.changes ->> 'state' OR e.changes - act.columns - act.opens_with <> '{}' THEN 'columns'
            WHEN e.changes ? 'name' AND e.changes ->> 'kind' = 'person' THEN 'name'
        END AS why
        FROM arrived e LEFT JOIN LATERAL (SELECT * FROM ledger_entry o WHERE o.entry = e.id OFFSET 0) AS l ON true
        WHERE e.n = 1 AND e.record_type = 'party' AND e.kind = 'registered' OFFSET 0) AS w
    WHERE w.why IS NOT NULL LIMIT 1;
    IF refused.why = 'form' THEN
        RAISE EXCEPTION 'ifar: registered of % says nothing that can be read', refused.subject USING ERRCODE = 'check_violation';
    ELSIF refused.why = 'entry' THEN
        RAISE EXCEPTION 'ifar: parties event % differs from its ledger entry', refused.id USING ERRCODE = 'check_violation';
    ELSIF refused.why = 'values' THEN
        RAISE EXCEPTION 'ifar: parties event % commits to values that are not there', refused.id USING ERRCODE = 'check_violation';
    ELSIF refused.why = 'meanwhile' THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', refused.subject USING ERRCODE = 'serialization_failure';
    ELSIF refused.why = 'columns' THEN
        RAISE EXCEPTION 'ifar: % cannot be registered from nothing', refused.subject USING ERRCODE = 'check_violation';
    ELSIF refused.why = 'name' THEN
        RAISE EXCEPTION 'ifar: % cannot be registered by %: parties.name: the name of a person stands apart from the log', refused.subject,
            refused.actor USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO parties_party (public_id, state, n, last_event, compartment, agency_id, kind, name, born, identity_numbers, contact, sex, country,
        registration, status, merged_into)
    SELECT r.public_id, r.state, r.n, r.last_event, r.compartment, (SELECT a.id FROM accounts_agency a WHERE a.public_id = c.agency), r.kind, r.name,
        r.born, r.identity_numbers, r.contact, r.sex, r.country, r.registration, r.status, r.merged_into
    FROM (SELECT e.changes ->> 'agency' AS agency, defaults || (e.changes - 'agency') || coalesce(p.apart, '{}')
                 || jsonb_build_object('public_id', e.subject, 'n', e.n, 'last_event', e.id) AS said
          FROM arrived e CROSS JOIN LATERAL (SELECT jsonb_object_agg(act.personal ->> p.field, p.value) AS apart FROM ledger_personal p
                                             WHERE p.entry = e.id AND act.personal ? p.field) AS p
          WHERE e.n = 1 AND e.record_type = 'party' AND e.kind = 'registered' OFFSET 0) AS c
    CROSS JOIN LATERAL jsonb_populate_record(NULL::parties_party, c.said) AS r;
    INSERT INTO parties_address (event, party_id, country, area, lines, valid_from)
    SELECT e.id, (SELECT p.id FROM parties_party p WHERE p.public_id = e.subject), told ->> 'country', coalesce(told ->> 'area', ''),
        (SELECT p.value FROM ledger_personal p WHERE p.entry = e.id AND p.field = 'address'), (told ->> 'valid_from')::date
    FROM arrived e, LATERAL (SELECT e.details -> 'address') AS d (told)
    WHERE e.n = 1 AND e.record_type = 'party' AND e.kind = 'registered' AND told IS NOT NULL;
    RETURN NULL;
END $$;
