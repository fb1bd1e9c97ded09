-- The one way that a firearm's state comes to be: an event is inserted, and this owner-owned trigger projects it.

-- Both functions are STABLE as `to_char` is: declared stricter than what they call, they would not be inlined.
CREATE FUNCTION registry_time(moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

-- What an event says, from its columns: the payload of its ledger entry, word for word.
CREATE FUNCTION registry_event_payload(e registry_event) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'kind', e.kind, 'n', e.n, 'place', e.place, 'paper', e.paper, 'proposal', e.proposal,
        'occurred', jsonb_build_object('from', registry_time(e.occurred_from), 'to', registry_time(e.occurred_to),
                                       'precision', e.precision, 'zone', e.zone),
        'details', e.details, 'checks', e.checks, 'changes', e.changes)
$$;

-- Which columns an event may set.
CREATE FUNCTION registry_event_may_set() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY[
        'item', 'part_kind', 'make', 'make_status', 'make_raw', 'model', 'model_status', 'model_raw', 'calibre', 'calibre_status',
        'calibre_raw', 'type', 'type_status', 'type_raw', 'country_made', 'country_made_status', 'country_made_raw', 'year',
        'year_status', 'category', 'state', 'ownership', 'owner', 'custody', 'custodian', 'legal', 'physical', 'mounted_in',
        'successor', 'merged_into', 'national_security', 'compartment', 'agency', 'marks']
$$;

-- What a mark is that nobody said more about.
CREATE FUNCTION registry_bare_mark() RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT '{"text_status": "known", "script": "", "on_part": "", "place": "", "method": "", "condition": "intact",
             "confidence": 100, "image": "", "retired": false}'::jsonb
$$;

-- Projects an event that is not a firearm's first. False where the firearm is not there yet: it may come in the same statement.
-- The hot path of the register: one statement looks everything up, one writes the state, one the books. The firearm is not
-- locked before it is written: an update that finds it changed meanwhile finds no row.
CREATE FUNCTION registry_event_follow(e registry_event) RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    told record;
    sets jsonb;
    now_is registry_firearm;
    mark jsonb;
    mark_is registry_mark;
BEGIN
    SELECT f AS before, f.public_id, f.n, f.last_event, f.owner, f.custodian, l.id AS entry, l.schema, l.act, l.object, l.previous,
           convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' AS payload,
           EXISTS (SELECT FROM registry_statefacts s
                   WHERE s.ownership = coalesce(e.changes ->> 'ownership', f.ownership)
                     AND s.custody = coalesce(e.changes ->> 'custody', f.custody)
                     AND s.legal = coalesce(e.changes ->> 'legal', f.legal)
                     AND s.physical = coalesce(e.changes ->> 'physical', f.physical)
                     AND s.state = coalesce(e.changes ->> 'state', f.state)) AS named
    INTO told FROM registry_firearm f LEFT JOIN ledger_entry l ON l.entry = e.id WHERE f.id = e.firearm_id;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF told.entry IS NULL THEN
        RAISE EXCEPTION 'ifar: event % has no ledger entry', e.id USING ERRCODE = 'check_violation';
    END IF;
    IF told.schema <> e.schema OR told.act <> 'registry.' || e.kind OR told.payload IS DISTINCT FROM registry_event_payload(e) THEN
        RAISE EXCEPTION 'ifar: event % differs from its ledger entry', e.id USING ERRCODE = 'check_violation';
    END IF;
    IF e.changes - registry_event_may_set() <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: event % sets unknown columns: %', e.id, e.changes - registry_event_may_set() USING ERRCODE = 'check_violation';
    END IF;
    IF told.public_id <> told.object THEN
        RAISE EXCEPTION 'ifar: event % is about another firearm than its ledger entry', e.id USING ERRCODE = 'check_violation';
    END IF;
    IF told.n <> e.n - 1 OR told.last_event IS DISTINCT FROM told.previous THEN
        RAISE EXCEPTION 'ifar: somebody else recorded an event of % meanwhile', told.public_id USING ERRCODE = 'serialization_failure';
    END IF;

    sets := e.changes - 'marks' - 'agency' || jsonb_build_object('n', e.n, 'last_event', e.id);
    IF e.changes ? 'agency' THEN
        sets := sets || jsonb_build_object('agency_id', (SELECT id FROM accounts_agency WHERE public_id = e.changes ->> 'agency'));
    END IF;
    IF e.changes ? 'ownership' OR e.changes ? 'owner' THEN sets := sets || jsonb_build_object('ownership_event', e.id); END IF;
    IF e.changes ? 'custody' OR e.changes ? 'custodian' THEN sets := sets || jsonb_build_object('custody_event', e.id); END IF;
    IF e.changes ? 'legal' THEN sets := sets || jsonb_build_object('legal_event', e.id); END IF;
    IF e.changes ? 'physical' THEN sets := sets || jsonb_build_object('physical_event', e.id); END IF;
    now_is := jsonb_populate_record(told.before, sets);
    UPDATE registry_firearm SET (
        item, part_kind, make, make_status, make_raw, model, model_status, model_raw, calibre, calibre_status, calibre_raw,
        type, type_status, type_raw, country_made, country_made_status, country_made_raw, year, year_status, category, state,
        ownership, owner, ownership_event, custody, custodian, custody_event, legal, legal_event, physical, physical_event,
        mounted_in, successor, merged_into, national_security, compartment, agency_id, n, last_event
    ) = ROW (
        now_is.item, now_is.part_kind, now_is.make, now_is.make_status, now_is.make_raw, now_is.model, now_is.model_status,
        now_is.model_raw, now_is.calibre, now_is.calibre_status, now_is.calibre_raw, now_is.type, now_is.type_status,
        now_is.type_raw, now_is.country_made, now_is.country_made_status, now_is.country_made_raw, now_is.year,
        now_is.year_status, now_is.category, now_is.state, now_is.ownership, now_is.owner, now_is.ownership_event,
        now_is.custody, now_is.custodian, now_is.custody_event, now_is.legal, now_is.legal_event, now_is.physical,
        now_is.physical_event, now_is.mounted_in, now_is.successor, now_is.merged_into, now_is.national_security,
        now_is.compartment, now_is.agency_id, now_is.n, now_is.last_event)
    WHERE id = e.firearm_id AND n = told.n AND last_event = told.last_event;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ifar: somebody else recorded an event of % meanwhile', told.public_id USING ERRCODE = 'serialization_failure';
    END IF;
    IF NOT told.named THEN
        RAISE EXCEPTION 'ifar: % is not the name of (%, %, %, %)', now_is.state, now_is.ownership, now_is.custody, now_is.legal,
            now_is.physical USING ERRCODE = 'check_violation';
    END IF;

    IF (now_is.owner <> told.owner AND now_is.owner <> '') OR (now_is.custodian <> told.custodian AND now_is.custodian <> '') THEN
        INSERT INTO registry_holding (firearm_id, holder, fact, event)
        SELECT e.firearm_id, h.holder, h.fact, e.id
        FROM (VALUES (now_is.owner, 'ownership'), (now_is.custodian, 'custody')) AS h (holder, fact)
        WHERE h.holder <> '' ON CONFLICT DO NOTHING;
    END IF;
    IF NOT e.changes ? 'marks' THEN
        RETURN true;
    END IF;
    FOR mark IN SELECT * FROM jsonb_array_elements(e.changes -> 'marks') LOOP
        SELECT * INTO mark_is FROM registry_mark WHERE firearm_id = e.firearm_id AND n = (mark ->> 'n')::smallint;
        IF mark_is.firearm_id IS NULL THEN
            INSERT INTO registry_mark SELECT r.* FROM jsonb_populate_record(NULL::registry_mark,
                registry_bare_mark() || mark || jsonb_build_object('firearm_id', e.firearm_id, 'event', e.id)) AS r;
        ELSE
            mark_is := jsonb_populate_record(mark_is, mark - 'firearm_id' || jsonb_build_object('event', e.id));
            UPDATE registry_mark SET (kind, text, text_status, script, on_part, place, method, condition, confidence, height_um,
                                      depth_nm, image, retired, event)
                = ROW (mark_is.kind, mark_is.text, mark_is.text_status, mark_is.script, mark_is.on_part, mark_is.place,
                       mark_is.method, mark_is.condition, mark_is.confidence, mark_is.height_um, mark_is.depth_nm, mark_is.image,
                       mark_is.retired, mark_is.event)
            WHERE firearm_id = e.firearm_id AND n = mark_is.n;
        END IF;
    END LOOP;

    RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION registry_event_follow FROM PUBLIC;

CREATE FUNCTION registry_event_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE followed boolean := registry_event_follow(NEW);
BEGIN
    RETURN NEW;
END $$;
CREATE TRIGGER apply BEFORE INSERT ON registry_event FOR EACH ROW WHEN (NEW.n <> 1) EXECUTE FUNCTION registry_event_apply();
ALTER TABLE registry_event ENABLE ALWAYS TRIGGER apply;

-- Opens the records of all first events of a statement together, which is more than twice as fast as one by one: an older register
-- of a million firearms comes in thousands at a time. Then come the later events of the same firearms that the statement brought.
-- The rows of a statement have no statistics, so every look-up is told to go by its index.
CREATE FUNCTION registry_event_open() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    defaults CONSTANT jsonb := '{"part_kind": "", "make_status": "not_asked", "make_raw": "", "model_status": "not_asked", "model_raw": "",
        "calibre_status": "not_asked", "calibre_raw": "", "type_status": "not_asked", "type_raw": "",
        "country_made_status": "not_asked", "country_made_raw": "", "year_status": "not_asked", "category": "", "owner": "",
        "custodian": "", "mounted_in": "", "successor": "", "merged_into": "", "national_security": false}';
    wrong registry_event;
    later registry_event;
BEGIN
    -- Later events of firearms that were there are projected already: nearly every statement has one of these and no more.
    IF NOT EXISTS (SELECT FROM arrived e WHERE e.n = 1 OR NOT EXISTS (SELECT FROM registry_firearm f WHERE f.id = e.firearm_id)) THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM arrived WHERE n = 1) THEN
        SELECT e.* INTO wrong FROM arrived e LEFT JOIN ledger_entry l ON l.entry = e.id
        WHERE e.n = 1 AND (l.id IS NULL OR l.schema <> e.schema OR l.act <> 'registry.' || e.kind OR l.previous IS NOT NULL
            OR convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM registry_event_payload(e)) LIMIT 1;
        IF wrong.id IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: event % has no ledger entry, or differs from it, or is no first event', wrong.id
                USING ERRCODE = 'check_violation';
        END IF;
        SELECT e.* INTO wrong FROM arrived e WHERE e.n = 1 AND e.changes - registry_event_may_set() <> '{}'::jsonb LIMIT 1;
        IF wrong.id IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: event % sets unknown columns: %', wrong.id, wrong.changes - registry_event_may_set()
                USING ERRCODE = 'check_violation';
        END IF;
        SELECT e.* INTO wrong FROM arrived e
        WHERE e.n = 1 AND NOT EXISTS (SELECT FROM registry_statefacts s
            WHERE s.ownership = e.changes ->> 'ownership' AND s.custody = e.changes ->> 'custody' AND s.legal = e.changes ->> 'legal'
              AND s.physical = e.changes ->> 'physical' AND s.state = e.changes ->> 'state') LIMIT 1;
        IF wrong.id IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: % is not the name of (%, %, %, %)', wrong.changes ->> 'state', wrong.changes ->> 'ownership',
                wrong.changes ->> 'custody', wrong.changes ->> 'legal', wrong.changes ->> 'physical' USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO registry_firearm SELECT f.* FROM arrived e JOIN ledger_entry l ON l.entry = e.id
        CROSS JOIN LATERAL jsonb_populate_record(NULL::registry_firearm, defaults || (e.changes - 'marks' - 'agency') || jsonb_build_object(
            'id', e.firearm_id, 'public_id', l.object, 'registered_at', l.recorded_at, 'n', e.n, 'last_event', e.id,
            'agency_id', (SELECT a.id FROM accounts_agency a WHERE a.public_id = e.changes ->> 'agency'),
            'ownership_event', e.id, 'custody_event', e.id, 'legal_event', e.id, 'physical_event', e.id)) AS f
        WHERE e.n = 1;
        INSERT INTO registry_mark SELECT m.* FROM arrived e, jsonb_array_elements(e.changes -> 'marks') AS told
        CROSS JOIN LATERAL jsonb_populate_record(NULL::registry_mark,
            registry_bare_mark() || told || jsonb_build_object('firearm_id', e.firearm_id, 'event', e.id)) AS m
        WHERE e.n = 1;
        INSERT INTO registry_holding (firearm_id, holder, fact, event)
        SELECT e.firearm_id, e.changes ->> h.told, h.fact, e.id
        FROM arrived e, (VALUES ('ownership', 'owner'), ('custody', 'custodian')) AS h (fact, told)
        WHERE e.n = 1 AND e.changes ->> h.told <> '' ON CONFLICT DO NOTHING;
        FOR later IN SELECT e.* FROM arrived e JOIN registry_firearm f ON f.id = e.firearm_id AND f.n < e.n
                     WHERE e.n <> 1 ORDER BY e.firearm_id, e.n LOOP
            PERFORM registry_event_follow(later);
        END LOOP;
    END IF;
    SELECT e.* INTO wrong FROM arrived e WHERE NOT EXISTS (SELECT FROM registry_firearm f WHERE f.id = e.firearm_id) LIMIT 1;
    IF wrong.id IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: event % is about no firearm', wrong.id USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER open AFTER INSERT ON registry_event REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION registry_event_open();
ALTER TABLE registry_event ENABLE ALWAYS TRIGGER open;

SELECT accounts_make_row_say_entry('registry_duplicatedecision', $$'registry.duplicate_decided'$$,
    '(SELECT public_id FROM registry_duplicate WHERE id = r.duplicate_id)',
    $$jsonb_build_object('duplicate', (SELECT public_id FROM registry_duplicate WHERE id = r.duplicate_id), 'n', r.n,
        'verdict', r.verdict, 'survivor', r.survivor, 'reason', r.reason)$$, 'r.decider');

SELECT ledger_make_insert_only(name::regclass) FROM unnest(ARRAY[
    'registry_event', 'registry_duplicate', 'registry_duplicatedecision']) AS name;

-- State tables answer to their trigger alone: the owner's function sets a marker that only the trigger's own depth has.
CREATE FUNCTION registry_state_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'ifar: % on % is refused; state follows from events alone', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['registry_firearm', 'registry_mark', 'registry_holding', 'parties_party', 'parties_address', 'accounts_agency']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;

CREATE INDEX registry_mark_text ON registry_mark (text) WHERE NOT retired;
