-- What an event costs the processor, made less once more: the licence that it uses is looked at where its state is moved and not by a
-- trigger of its own, its form is asked where the rest of it is asked (PostgreSQL reads a CHECK constraint back from its text for each
-- statement), and the index for identifiers that begin like something, which nobody asks for, is gone.
DROP TRIGGER use ON registry_event;
DROP FUNCTION registry_event_use();
DROP INDEX IF EXISTS registry_firearm_public_id_4715e625_like;

-- Whether an event says when it happened in a form that holds together.
CREATE FUNCTION registry_event_is_formed(e registry_event) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (e.precision IN ('instant', 'day', 'month', 'year', 'range', 'unknown')
            AND (e.precision = 'unknown' AND e.occurred_from IS NULL AND e.occurred_to IS NULL
                 OR e.precision <> 'unknown' AND e.occurred_from <= e.occurred_to)) IS NOT FALSE
$$;

-- The licence that an event uses, or that an annulment gives back; the state is projected already.
CREATE FUNCTION registry_event_use(e registry_event) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    before uuid;
BEGIN
    IF e.kind = 'annulled' AND e.n <> 1 THEN
        SELECT id INTO before FROM registry_event WHERE firearm_id = e.firearm_id AND n = e.n - 1;
        -- The licence that an annulment gave back may have been used elsewhere since.
        IF EXISTS (SELECT FROM registry_event b JOIN registry_event a ON a.firearm_id = b.firearm_id AND a.n = b.n - 1
                   JOIN registry_licenceuse u ON u.event = a.id WHERE b.id = before AND b.kind = 'annulled') THEN
            RAISE EXCEPTION 'ifar: event % takes back an annulment that gave a licence back', e.id USING ERRCODE = 'check_violation';
        END IF;
        UPDATE registry_licenceuse SET void = true WHERE event = before;
        UPDATE registry_licenceuse SET ended_by = NULL WHERE ended_by = before AND NOT void;
    END IF;
    IF e.details ? 'licence' THEN
        PERFORM registry_use_licence(e);
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION registry_event_use FROM PUBLIC;

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
    IF c ? 'owner' AND e.kind <> 'annulled' THEN
        UPDATE registry_licenceuse SET ended_by = e.id
        WHERE firearm_id = e.firearm_id AND ended_by IS NULL AND NOT void AND holder <> c ->> 'owner';
    END IF;
    IF e.details ? 'licence' OR e.kind = 'annulled' THEN
        PERFORM registry_event_use(e);
    END IF;
    IF c - '{state,ownership,owner,custody,custodian,legal,physical}'::text[] <> '{}' THEN
        PERFORM registry_event_tell(e);
    END IF;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION registry_event_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    followed CONSTANT boolean := registry_event_is_formed(NEW) AND registry_event_follow(NEW);
BEGIN
    IF NOT followed AND NOT registry_event_is_formed(NEW) THEN
        RAISE EXCEPTION 'ifar: event % does not say when it happened in a form that holds together', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

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
        SELECT e.* INTO wrong FROM arrived e WHERE e.n = 1 AND NOT registry_event_is_formed(e) LIMIT 1;
        IF wrong.id IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: event % does not say when it happened in a form that holds together', wrong.id
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
        FOR later IN SELECT e.* FROM arrived e WHERE e.n = 1 AND e.details ? 'licence' ORDER BY e.firearm_id LOOP
            PERFORM registry_event_use(later);
        END LOOP;
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
