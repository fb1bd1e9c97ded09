-- The one way that a firearm's state comes to be: an event is inserted, and this owner-owned trigger projects it.

CREATE FUNCTION registry_time(moment timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

-- What an event says, from its columns: the payload of its ledger entry, word for word.
CREATE FUNCTION registry_event_payload(e registry_event) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'kind', e.kind, 'n', e.n, 'place', e.place, 'paper', e.paper, 'proposal', e.proposal,
        'occurred', jsonb_build_object('from', registry_time(e.occurred_from), 'to', registry_time(e.occurred_to),
                                       'precision', e.precision, 'zone', e.zone),
        'details', e.details, 'checks', e.checks, 'changes', e.changes)
$$;

CREATE FUNCTION registry_event_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    allowed CONSTANT text[] := ARRAY[
        'item', 'part_kind', 'make', 'make_status', 'make_raw', 'model', 'model_status', 'model_raw', 'calibre', 'calibre_status',
        'calibre_raw', 'type', 'type_status', 'type_raw', 'country_made', 'country_made_status', 'country_made_raw', 'year',
        'year_status', 'category', 'state', 'ownership', 'owner', 'custody', 'custodian', 'legal', 'physical', 'mounted_in',
        'successor', 'merged_into', 'national_security', 'compartment', 'agency', 'marks'];
    defaults CONSTANT jsonb := '{"part_kind": "", "make_status": "not_asked", "make_raw": "", "model_status": "not_asked", "model_raw": "",
        "calibre_status": "not_asked", "calibre_raw": "", "type_status": "not_asked", "type_raw": "",
        "country_made_status": "not_asked", "country_made_raw": "", "year_status": "not_asked", "category": "", "owner": "",
        "custodian": "", "mounted_in": "", "successor": "", "merged_into": "", "national_security": false}';
    written ledger_entry;
    sets jsonb;
    now_is registry_firearm;
    mark jsonb;
    mark_is registry_mark;
    before registry_firearm;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.id;
    IF written.id IS NULL THEN
        RAISE EXCEPTION 'ifar: event % has no ledger entry', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF written.schema <> NEW.schema OR written.act <> 'registry.' || NEW.kind
       OR convert_from(written.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM registry_event_payload(NEW) THEN
        RAISE EXCEPTION 'ifar: event % differs from its ledger entry', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.changes - allowed <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: event % sets unknown columns: %', NEW.id, NEW.changes - allowed USING ERRCODE = 'check_violation';
    END IF;

    sets := NEW.changes - 'marks' - 'agency' || jsonb_build_object('n', NEW.n, 'last_event', NEW.id);
    IF NEW.changes ? 'agency' THEN
        sets := sets || jsonb_build_object('agency_id', (SELECT id FROM accounts_agency WHERE public_id = NEW.changes ->> 'agency'));
    END IF;
    IF NEW.changes ? 'ownership' OR NEW.changes ? 'owner' THEN sets := sets || jsonb_build_object('ownership_event', NEW.id); END IF;
    IF NEW.changes ? 'custody' OR NEW.changes ? 'custodian' THEN sets := sets || jsonb_build_object('custody_event', NEW.id); END IF;
    IF NEW.changes ? 'legal' THEN sets := sets || jsonb_build_object('legal_event', NEW.id); END IF;
    IF NEW.changes ? 'physical' THEN sets := sets || jsonb_build_object('physical_event', NEW.id); END IF;

    IF NEW.n = 1 THEN
        IF written.previous IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: a first event has no previous one' USING ERRCODE = 'check_violation';
        END IF;
        now_is := jsonb_populate_record(NULL::registry_firearm, defaults || sets || jsonb_build_object(
            'id', NEW.firearm_id, 'public_id', written.object, 'registered_at', written.recorded_at));
        INSERT INTO registry_firearm SELECT now_is.*;
    ELSE
        SELECT * INTO before FROM registry_firearm WHERE id = NEW.firearm_id FOR UPDATE;
        IF before.id IS NULL OR before.public_id <> written.object THEN
            RAISE EXCEPTION 'ifar: event % is about another firearm than its ledger entry', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        IF before.n <> NEW.n - 1 OR before.last_event IS DISTINCT FROM written.previous THEN
            RAISE EXCEPTION 'ifar: somebody else recorded an event of % meanwhile', before.public_id USING ERRCODE = 'serialization_failure';
        END IF;
        now_is := jsonb_populate_record(before, sets);
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
        WHERE id = NEW.firearm_id;
    END IF;

    IF NOT EXISTS (SELECT FROM registry_statefacts s WHERE s.ownership = now_is.ownership AND s.custody = now_is.custody
                   AND s.legal = now_is.legal AND s.physical = now_is.physical AND s.state = now_is.state) THEN
        RAISE EXCEPTION 'ifar: % is not the name of (%, %, %, %)', now_is.state, now_is.ownership, now_is.custody, now_is.legal,
            now_is.physical USING ERRCODE = 'check_violation';
    END IF;

    FOR mark IN SELECT * FROM jsonb_array_elements(coalesce(NEW.changes -> 'marks', '[]')) LOOP
        SELECT * INTO mark_is FROM registry_mark WHERE firearm_id = NEW.firearm_id AND n = (mark ->> 'n')::smallint;
        IF mark_is.firearm_id IS NULL THEN
            INSERT INTO registry_mark SELECT r.* FROM jsonb_populate_record(NULL::registry_mark,
                '{"text_status": "known", "script": "", "on_part": "", "place": "", "method": "", "condition": "intact",
                  "confidence": 100, "image": "", "retired": false}'::jsonb
                || mark || jsonb_build_object('firearm_id', NEW.firearm_id, 'event', NEW.id)) AS r;
        ELSE
            mark_is := jsonb_populate_record(mark_is, mark - 'firearm_id' || jsonb_build_object('event', NEW.id));
            UPDATE registry_mark SET (kind, text, text_status, script, on_part, place, method, condition, confidence, height_um,
                                      depth_nm, image, retired, event)
                = ROW (mark_is.kind, mark_is.text, mark_is.text_status, mark_is.script, mark_is.on_part, mark_is.place,
                       mark_is.method, mark_is.condition, mark_is.confidence, mark_is.height_um, mark_is.depth_nm, mark_is.image,
                       mark_is.retired, mark_is.event)
            WHERE firearm_id = NEW.firearm_id AND n = mark_is.n;
        END IF;
    END LOOP;

    IF now_is.owner <> '' AND (NEW.n = 1 OR NEW.changes ? 'owner') THEN
        INSERT INTO registry_holding (firearm_id, holder, fact, event) VALUES (NEW.firearm_id, now_is.owner, 'ownership', NEW.id) ON CONFLICT DO NOTHING;
    END IF;
    IF now_is.custodian <> '' AND (NEW.n = 1 OR NEW.changes ? 'custodian') THEN
        INSERT INTO registry_holding (firearm_id, holder, fact, event) VALUES (NEW.firearm_id, now_is.custodian, 'custody', NEW.id) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NEW;
END $$;
-- Before the row itself, so that a first event finds its firearm when its foreign key is checked.
CREATE TRIGGER apply BEFORE INSERT ON registry_event FOR EACH ROW EXECUTE FUNCTION registry_event_apply();
ALTER TABLE registry_event ENABLE ALWAYS TRIGGER apply;

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
    RETURN coalesce(NEW, OLD);
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
