-- A later event in one statement: what fits everything moves the state; what does not finds no row and is told why.
--
-- The rate of the register is the processor's time for an event. Every statement of a trigger is set up anew for each event, and so is
-- every CHECK constraint, which is read back from its stored text: few statements, and nothing prepared that is not asked.

DROP TRIGGER a_allow ON registry_event;
DROP TRIGGER p_allow ON registry_event;
DROP FUNCTION registry_event_allow();
DROP FUNCTION registry_event_allow_first();
DROP FUNCTION registry_event_within(registry_event, text, text, boolean);

-- Why an event may not follow. False where the firearm is not there yet: it may come in the same statement.
CREATE FUNCTION registry_event_refuse(e registry_event) RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    f registry_firearm;
    l ledger_entry;
    rule registry_allowance;
    c CONSTANT jsonb := e.changes;
BEGIN
    SELECT * INTO f FROM registry_firearm WHERE id = e.firearm_id;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT * INTO l FROM ledger_entry WHERE entry = e.id;
    SELECT * INTO rule FROM registry_allowance WHERE kind = e.kind;
    IF f.n IS DISTINCT FROM e.n - 1 THEN
        RAISE EXCEPTION 'ifar: somebody else recorded an event of % meanwhile', f.public_id USING ERRCODE = 'serialization_failure';
    END IF;
    IF rule.kind IS NULL OR c - rule.columns <> '{}'::jsonb
       OR (rule.becomes IS NOT NULL AND NOT coalesce(rule.becomes -> f.state ? coalesce(c ->> 'state', f.state), false))
       OR NOT coalesce(rule.facts -> 'ownership' ? (c ->> 'ownership'), NOT c ? 'ownership')
       OR NOT coalesce(rule.facts -> 'custody' ? (c ->> 'custody'), NOT c ? 'custody')
       OR NOT coalesce(rule.facts -> 'legal' ? (c ->> 'legal'), NOT c ? 'legal')
       OR NOT coalesce(rule.facts -> 'physical' ? (c ->> 'physical'), NOT c ? 'physical')
       OR (f.merged_into <> '' AND NOT rule.when_merged) THEN
        RAISE EXCEPTION 'ifar: event % of kind % may not do this to what is %', e.id, e.kind, f.state USING ERRCODE = 'check_violation';
    END IF;
    IF l.id IS NULL THEN
        RAISE EXCEPTION 'ifar: event % has no ledger entry', e.id USING ERRCODE = 'check_violation';
    END IF;
    IF l.object <> f.public_id THEN
        RAISE EXCEPTION 'ifar: event % is about another firearm than its ledger entry', e.id USING ERRCODE = 'check_violation';
    END IF;
    IF l.schema <> e.schema OR l.act <> 'registry.' || e.kind
       OR convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM registry_event_payload(e) THEN
        RAISE EXCEPTION 'ifar: event % differs from its ledger entry', e.id USING ERRCODE = 'check_violation';
    END IF;
    IF l.previous IS DISTINCT FROM f.last_event THEN
        RAISE EXCEPTION 'ifar: somebody else recorded an event of % meanwhile', f.public_id USING ERRCODE = 'serialization_failure';
    END IF;
    RAISE EXCEPTION 'ifar: event % of % leads to four facts that have no such name, or its entry is of long ago', e.id, f.public_id
        USING ERRCODE = 'check_violation';
END $$;
REVOKE EXECUTE ON FUNCTION registry_event_refuse FROM PUBLIC;

-- What an event sets beside the four facts: identity, marks, what it points to. Most events set nothing of it.
CREATE FUNCTION registry_event_tell(e registry_event) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    c CONSTANT jsonb := e.changes - ARRAY['state', 'ownership', 'owner', 'custody', 'custodian', 'legal', 'physical'];
    sets jsonb := c - 'marks' - 'agency';
    told record;
    now_is registry_firearm;
    mark jsonb;
    mark_is registry_mark;
BEGIN
    IF c - registry_event_may_set() <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: event % sets unknown columns: %', e.id, c - registry_event_may_set() USING ERRCODE = 'check_violation';
    END IF;
    -- What an event points to is there; a record is joined only as the queue of possible duplicates says.
    IF c ?| ARRAY['mounted_in', 'successor', 'merged_into'] THEN
        IF EXISTS (SELECT FROM jsonb_each_text(c) AS p WHERE p.key IN ('mounted_in', 'successor', 'merged_into') AND p.value <> ''
                   AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = p.value AND f.id <> e.firearm_id)) THEN
            RAISE EXCEPTION 'ifar: event % points to a firearm that is not there', e.id USING ERRCODE = 'check_violation';
        END IF;
        IF e.kind = 'merged' AND NOT EXISTS (
            SELECT FROM registry_duplicate d JOIN registry_firearm f ON f.id IN (d.older_id, d.newer_id) AND f.id <> e.firearm_id
            WHERE d.public_id = e.details ->> 'duplicate' AND e.firearm_id IN (d.older_id, d.newer_id)
              AND f.public_id = c ->> 'merged_into' AND f.merged_into = '') THEN
            RAISE EXCEPTION 'ifar: event % joins what no pair of possible duplicates names', e.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF c ? 'agency' THEN
        sets := sets || jsonb_build_object('agency_id', (SELECT id FROM accounts_agency WHERE public_id = c ->> 'agency'));
    END IF;
    IF sets <> '{}'::jsonb THEN
        SELECT f AS before INTO told FROM registry_firearm f WHERE f.id = e.firearm_id;
        now_is := jsonb_populate_record(told.before, sets);
        UPDATE registry_firearm SET (
            item, part_kind, make, make_status, make_raw, model, model_status, model_raw, calibre, calibre_status, calibre_raw,
            type, type_status, type_raw, country_made, country_made_status, country_made_raw, year, year_status, category,
            mounted_in, successor, merged_into, national_security, compartment, agency_id
        ) = ROW (
            now_is.item, now_is.part_kind, now_is.make, now_is.make_status, now_is.make_raw, now_is.model, now_is.model_status,
            now_is.model_raw, now_is.calibre, now_is.calibre_status, now_is.calibre_raw, now_is.type, now_is.type_status,
            now_is.type_raw, now_is.country_made, now_is.country_made_status, now_is.country_made_raw, now_is.year,
            now_is.year_status, now_is.category, now_is.mounted_in, now_is.successor, now_is.merged_into, now_is.national_security,
            now_is.compartment, now_is.agency_id)
        WHERE id = e.firearm_id;
    END IF;
    IF NOT c ? 'marks' THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM registry_mark m, jsonb_array_elements(c -> 'marks') AS said
               WHERE m.firearm_id = e.firearm_id AND m.n = (said ->> 'n')::smallint)
       AND NOT (SELECT r.changes_marks FROM registry_allowance r WHERE r.kind = e.kind) THEN
        RAISE EXCEPTION 'ifar: event % of kind % may not change a mark on record', e.id, e.kind USING ERRCODE = 'check_violation';
    END IF;
    FOR mark IN SELECT * FROM jsonb_array_elements(c -> 'marks') LOOP
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
END $$;
REVOKE EXECUTE ON FUNCTION registry_event_tell FROM PUBLIC;

-- Projects an event that is not a firearm's first; false where the firearm is not there yet. The hot path of the register.
-- The firearm is not locked before it is written: where somebody else was quicker, its number is not the one before any more.
-- The entry is a row of moments ago: to say so leaves out the partitions that cannot hold it.
CREATE OR REPLACE FUNCTION registry_event_follow(e registry_event) RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    c CONSTANT jsonb := e.changes;
    latest CONSTANT bigint := pg_sequence_last_value('ledger_entry_id_seq');
BEGIN
    UPDATE registry_firearm f SET
        -- What is set to null is no answer: the column refuses it. (Facts that are null do not fit what the kind may set.)
        state = CASE WHEN c ? 'state' THEN c ->> 'state' ELSE f.state END,
        owner = CASE WHEN c ? 'owner' THEN c ->> 'owner' ELSE f.owner END,
        custodian = CASE WHEN c ? 'custodian' THEN c ->> 'custodian' ELSE f.custodian END,
        ownership = coalesce(c ->> 'ownership', f.ownership), custody = coalesce(c ->> 'custody', f.custody),
        legal = coalesce(c ->> 'legal', f.legal), physical = coalesce(c ->> 'physical', f.physical),
        ownership_event = CASE WHEN c ?| '{ownership,owner}' THEN e.id ELSE f.ownership_event END,
        custody_event = CASE WHEN c ?| '{custody,custodian}' THEN e.id ELSE f.custody_event END,
        legal_event = CASE WHEN c ? 'legal' THEN e.id ELSE f.legal_event END,
        physical_event = CASE WHEN c ? 'physical' THEN e.id ELSE f.physical_event END,
        n = e.n, last_event = e.id
    FROM ledger_entry l, registry_allowance r
    WHERE f.id = e.firearm_id AND f.n = e.n - 1
      AND l.entry = e.id AND l.id > latest - 1000000 AND l.id <= latest AND l.previous = f.last_event AND l.object = f.public_id
      AND l.schema = e.schema AND l.act = 'registry.' || e.kind
      AND convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' = registry_event_payload(e)
      AND r.kind = e.kind AND c - r.columns = '{}' AND (f.merged_into = '' OR r.when_merged)
      AND (r.becomes IS NULL OR r.becomes -> f.state ? coalesce(c ->> 'state', f.state))
      AND coalesce(r.facts -> 'ownership' ? (c ->> 'ownership'), NOT c ? 'ownership')
      AND coalesce(r.facts -> 'custody' ? (c ->> 'custody'), NOT c ? 'custody')
      AND coalesce(r.facts -> 'legal' ? (c ->> 'legal'), NOT c ? 'legal')
      AND coalesce(r.facts -> 'physical' ? (c ->> 'physical'), NOT c ? 'physical')
      AND EXISTS (SELECT FROM registry_statefacts s
                  WHERE s.ownership = coalesce(c ->> 'ownership', f.ownership) AND s.custody = coalesce(c ->> 'custody', f.custody)
                    AND s.legal = coalesce(c ->> 'legal', f.legal) AND s.physical = coalesce(c ->> 'physical', f.physical)
                    AND s.state = coalesce(c ->> 'state', f.state));
    IF NOT FOUND THEN
        RETURN registry_event_refuse(e);
    END IF;
    IF c ?| '{owner,custodian}' THEN
        INSERT INTO registry_holding (firearm_id, holder, fact, event)
        SELECT e.firearm_id, h.holder, h.fact, e.id
        FROM (VALUES (c ->> 'owner', 'ownership'), (c ->> 'custodian', 'custody')) AS h (holder, fact)
        WHERE h.holder <> '' ON CONFLICT DO NOTHING;
    END IF;
    IF c - '{state,ownership,owner,custody,custodian,legal,physical}'::text[] <> '{}' THEN
        PERFORM registry_event_tell(e);
    END IF;
    RETURN true;
END $$;

-- Every plan is made once, by indexes: a plan for the very event would be cheaper to carry out, and dearer to make; one that was made
-- while the tables were small would read through them later.
ALTER FUNCTION registry_event_apply SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION registry_event_apply SET enable_seqscan = off;

-- Opens the records of all first events of a statement together, which is more than twice as fast as one by one: an older register
-- of a million firearms comes in thousands at a time. Then come the later events of the same firearms that the statement brought.
-- The rows of a statement have no statistics, so every look-up is told to go by its index.
CREATE OR REPLACE FUNCTION registry_event_open() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    defaults CONSTANT jsonb := '{"part_kind": "", "make_status": "not_asked", "make_raw": "", "model_status": "not_asked", "model_raw": "",
        "calibre_status": "not_asked", "calibre_raw": "", "type_status": "not_asked", "type_raw": "",
        "country_made_status": "not_asked", "country_made_raw": "", "year_status": "not_asked", "category": "", "owner": "",
        "custodian": "", "mounted_in": "", "successor": "", "merged_into": "", "national_security": false}';
    wrong registry_event;
    later registry_event;
BEGIN
    -- Later events of firearms that were there are projected already: nearly every statement has one of these and no more. A firearm
    -- that somebody else opened meanwhile is there now and was not when its row arrived: it stands at an earlier number.
    IF NOT EXISTS (SELECT FROM arrived e WHERE e.n = 1
                   OR NOT EXISTS (SELECT FROM registry_firearm f WHERE f.id = e.firearm_id AND f.n >= e.n)) THEN
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
        SELECT e.* INTO wrong FROM arrived e LEFT JOIN registry_allowance r ON r.kind = e.kind
        WHERE e.n = 1 AND (NOT coalesce(r.becomes -> '' ? (e.changes ->> 'state')
                AND r.facts -> 'ownership' ? (e.changes ->> 'ownership') AND r.facts -> 'custody' ? (e.changes ->> 'custody')
                AND r.facts -> 'legal' ? (e.changes ->> 'legal') AND r.facts -> 'physical' ? (e.changes ->> 'physical'), false)
            OR e.changes ?| ARRAY['merged_into', 'successor']) LIMIT 1;
        IF wrong.id IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: event % of kind % may not open a record like this', wrong.id, wrong.kind USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO registry_firearm SELECT f.* FROM arrived e JOIN ledger_entry l ON l.entry = e.id
        CROSS JOIN LATERAL jsonb_populate_record(NULL::registry_firearm, defaults || (e.changes - 'marks' - 'agency') || jsonb_build_object(
            'id', e.firearm_id, 'public_id', l.object, 'registered_at', l.recorded_at, 'n', e.n, 'last_event', e.id,
            'agency_id', (SELECT a.id FROM accounts_agency a WHERE a.public_id = e.changes ->> 'agency'),
            'ownership_event', e.id, 'custody_event', e.id, 'legal_event', e.id, 'physical_event', e.id)) AS f
        WHERE e.n = 1;
        -- What a part is mounted in is there, or came in the same statement.
        SELECT e.* INTO wrong FROM arrived e WHERE e.n = 1 AND e.changes ->> 'mounted_in' <> ''
            AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = e.changes ->> 'mounted_in' AND f.id <> e.firearm_id) LIMIT 1;
        IF wrong.id IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: event % of kind % may not open a record like this', wrong.id, wrong.kind USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO registry_mark SELECT m.* FROM arrived e, jsonb_array_elements(e.changes -> 'marks') AS told
        CROSS JOIN LATERAL jsonb_populate_record(NULL::registry_mark,
            registry_bare_mark() || told || jsonb_build_object('firearm_id', e.firearm_id, 'event', e.id)) AS m
        WHERE e.n = 1;
        INSERT INTO registry_holding (firearm_id, holder, fact, event)
        SELECT e.firearm_id, e.changes ->> h.told, h.fact, e.id
        FROM arrived e, (VALUES ('ownership', 'owner'), ('custody', 'custodian')) AS h (fact, told)
        WHERE e.n = 1 AND e.changes ->> h.told <> '' ON CONFLICT DO NOTHING;
        FOR later IN SELECT e.* FROM arrived e JOIN registry_firearm f ON f.id = e.firearm_id AND (f.n < e.n OR e.n < 1)
                     WHERE e.n <> 1 ORDER BY e.firearm_id, e.n LOOP
            PERFORM registry_event_follow(later);
        END LOOP;
    END IF;
    SELECT e.* INTO wrong FROM arrived e
    WHERE NOT EXISTS (SELECT FROM registry_firearm f WHERE f.id = e.firearm_id AND f.n >= e.n) LIMIT 1;
    IF wrong.id IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: event % is about no firearm', wrong.id USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

-- State answers to triggers alone: PostgreSQL itself asks before it calls anything, and calls only to refuse.
DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['registry_firearm', 'registry_mark', 'registry_holding', 'parties_party', 'parties_address', 'accounts_agency',
                                'registry_standing', 'registry_standinghit']::regclass[] LOOP
        EXECUTE format('DROP TRIGGER state_keep ON %s', name);
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW WHEN (pg_trigger_depth() = 0) '
                       'EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
    END LOOP;
END $$;

-- What a firearm's identity must be, asked where identity is written: an event that moves the four facts does not touch it.
CREATE FUNCTION registry_firearm_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ifar: the identity of % does not hold together: something known has no value, or a value is not known', NEW.public_id
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER holds_together BEFORE INSERT OR UPDATE OF item, compartment, make, make_status, model, model_status, calibre, calibre_status,
    type, type_status, country_made, country_made_status, year, year_status ON registry_firearm FOR EACH ROW WHEN (NOT (
    NEW.item IN ('firearm', 'part') AND NEW.compartment IN ('civilian', 'police', 'defence', 'courts')
    AND (NEW.make IS NOT NULL AND NEW.make_status = 'known' OR NEW.make IS NULL AND NEW.make_status IN ('unknown', 'none', 'not_asked'))
    AND (NEW.model IS NOT NULL AND NEW.model_status = 'known' OR NEW.model IS NULL AND NEW.model_status IN ('unknown', 'none', 'not_asked'))
    AND (NEW.calibre IS NOT NULL AND NEW.calibre_status = 'known' OR NEW.calibre IS NULL AND NEW.calibre_status IN ('unknown', 'none', 'not_asked'))
    AND (NEW.type IS NOT NULL AND NEW.type_status = 'known' OR NEW.type IS NULL AND NEW.type_status IN ('unknown', 'none', 'not_asked'))
    AND (NEW.country_made IS NOT NULL AND NEW.country_made_status = 'known' OR NEW.country_made IS NULL AND NEW.country_made_status IN ('unknown', 'none', 'not_asked'))
    AND (NEW.year IS NOT NULL AND NEW.year_status = 'known' OR NEW.year IS NULL AND NEW.year_status IN ('unknown', 'none', 'not_asked'))))
    EXECUTE FUNCTION registry_firearm_refuse();
ALTER TABLE registry_firearm ENABLE ALWAYS TRIGGER holds_together;
