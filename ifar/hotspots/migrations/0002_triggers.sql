-- All records of hotspots are projected from their events by one trigger; an event does what its act may, and no more.

-- Which act leads from which state to which, what it sets, and which columns are personal (`hotspots/acts.py`); `ifar migrate` fills it in.
CREATE TABLE hotspots_act (
    noun text,
    kind text,
    leads jsonb NOT NULL,               -- state before (empty: there is nothing yet) -> state after
    columns text[] NOT NULL,
    personal text[] NOT NULL,
    PRIMARY KEY (noun, kind)
);

CREATE FUNCTION hotspots_event_payload(e hotspots_event) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes)
$$;

-- What acts on places, sources and deliveries ask for beyond the table: `was` is the record before, `is_now` after it; NULL where nothing is wrong.
CREATE FUNCTION hotspots_check_places(e hotspots_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    by_office CONSTANT bigint := (SELECT id FROM accounts_agency WHERE public_id = written.agency);
BEGIN
    IF e.noun NOT IN ('layer', 'source', 'delivery', 'pair') THEN
        RETURN NULL;
    ELSIF was IS NOT NULL AND NOT coalesce((is_now ->> 'agency_id')::bigint = ANY (recoveries_offices(by_office)), false) THEN
        RETURN 'it is another office''s to do';
    ELSIF e.kind = 'opened' AND e.noun = 'delivery' THEN
        IF NOT EXISTS (SELECT FROM hotspots_source s WHERE s.public_id = is_now ->> 'source' AND s.state = 'open' AND s.compartment = is_now ->> 'compartment'
                       AND s.agency_id = ANY (recoveries_offices((is_now ->> 'agency_id')::bigint))) THEN
            RETURN 'there is no such source that is open';
        ELSIF is_now ->> 'file' <> '' AND NOT EXISTS (SELECT FROM files_file f WHERE f.sha256 = is_now ->> 'file') THEN
            RETURN 'there is no such file';
        END IF;
    ELSIF e.kind = 'withdrawn' AND e.noun = 'delivery'
          AND NOT EXISTS (SELECT FROM hotspots_source s WHERE s.public_id = is_now ->> 'source' AND s.kind = 'tips') AND EXISTS (SELECT FROM hotspots_delivery d WHERE d.source = is_now ->> 'source'
            AND d.state = 'loaded' AND d.id > (is_now ->> 'id')::bigint) THEN
        RETURN 'a later one of its source stands on it';
    ELSIF e.noun = 'pair' AND (SELECT count(*) FROM hotspots_source s WHERE s.compartment = is_now ->> 'compartment'
            AND s.public_id IN (split_part(is_now ->> 'kept', ' ', 1), split_part(is_now ->> 'dropped', ' ', 1))) <> 2 THEN
        RETURN 'its incidents are not of two sources of its compartment';
    ELSIF e.kind = 'withdrawn' AND length(btrim(is_now ->> 'reason')) < 3 THEN
        RETURN 'it does not say why';
    END IF;
    RETURN NULL;
END $$;

-- The same of what follows from signals; a later migration says it.
CREATE FUNCTION hotspots_check_flow(e hotspots_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$ SELECT NULL::text $$;

CREATE FUNCTION hotspots_event_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    name CONSTANT text := 'hotspots_' || NEW.noun;
    written ledger_entry;
    rule hotspots_act;
    mine accounts_agency;
    personal jsonb;
    was jsonb;
    is_now jsonb;
    columns text;
    wrong text;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.id;
    IF written.id IS NULL OR written.object <> NEW.subject OR written.schema <> NEW.schema
       OR written.act <> 'hotspots.' || NEW.noun || '_' || NEW.kind
       OR convert_from(written.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM hotspots_event_payload(NEW) THEN
        RAISE EXCEPTION 'ifar: hotspots event % differs from its ledger entry', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(jsonb_object_agg(field, value), '{}') INTO personal FROM ledger_personal WHERE entry = NEW.id;
    IF (SELECT count(*) FROM jsonb_object_keys(personal)) <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
        RAISE EXCEPTION 'ifar: hotspots event % commits to values that are not there', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO rule FROM hotspots_act a WHERE a.noun = NEW.noun AND a.kind = NEW.kind;
    IF rule.kind IS NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be %', NEW.subject, NEW.kind USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE format('SELECT to_jsonb(r) FROM %I r WHERE public_id = $1 FOR UPDATE', name) INTO was USING NEW.subject;
    IF coalesce((was ->> 'n')::integer, 0) <> NEW.n - 1 OR (was ->> 'last_event')::uuid IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', NEW.subject USING ERRCODE = 'serialization_failure';
    END IF;
    IF rule.leads ->> coalesce(was ->> 'state', '') IS DISTINCT FROM NEW.changes ->> 'state'
       OR NEW.changes - rule.columns - (CASE WHEN was IS NULL THEN ARRAY['compartment', 'agency'] ELSE ARRAY[]::text[] END) <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: % cannot be % from %', NEW.subject, NEW.kind, coalesce(was ->> 'state', 'nothing') USING ERRCODE = 'check_violation';
    END IF;
    is_now := coalesce(was, '{}') || (NEW.changes - 'agency')
        || (SELECT coalesce(jsonb_object_agg(p.key, p.value), '{}') FROM jsonb_each(personal) p WHERE p.key = ANY (rule.personal))
        || jsonb_build_object('public_id', NEW.subject, 'n', NEW.n, 'last_event', NEW.id);
    IF was IS NULL THEN
        -- What an office begins is its own, and stands in its compartment; a job begins it for an office.
        SELECT * INTO mine FROM accounts_agency WHERE public_id = NEW.changes ->> 'agency';
        IF mine.id IS NULL OR written.agency NOT IN ('', mine.public_id) OR NEW.changes ->> 'compartment' IS DISTINCT FROM tracing_compartment(mine.kind) THEN
            RAISE EXCEPTION 'ifar: % would be another office''s, or another compartment''s', NEW.subject USING ERRCODE = 'check_violation';
        END IF;
        is_now := is_now || jsonb_build_object('agency_id', mine.id, 'opened_by', written.actor, 'opened_at', written.recorded_at);
    END IF;
    wrong := coalesce(hotspots_check_places(NEW, was, is_now, written), hotspots_check_flow(NEW, was, is_now, written, personal));
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', NEW.subject, NEW.kind, written.agency, wrong USING ERRCODE = 'check_violation';
    END IF;
    SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
    WHERE attrelid = name::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'id' AND (was IS NOT NULL OR is_now ? attname);
    IF was IS NULL THEN
        EXECUTE format('INSERT INTO %1$I (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1)', name, columns) USING is_now;
    ELSE
        EXECUTE format('UPDATE %1$I SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1)) WHERE public_id = $2', name, columns)
            USING is_now, NEW.subject;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER apply BEFORE INSERT ON hotspots_event FOR EACH ROW EXECUTE FUNCTION hotspots_event_apply();
ALTER TABLE hotspots_event ENABLE ALWAYS TRIGGER apply;

-- What was personal, once it was lawfully erased: the column of that name, unless a later act said it anew.
CREATE FUNCTION hotspots_erasure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    was hotspots_event;
BEGIN
    SELECT e.* INTO was FROM hotspots_event e JOIN hotspots_act a ON a.noun = e.noun AND a.kind = e.kind
    WHERE e.id = NEW.entry AND NEW.field = ANY (a.personal);
    IF was.id IS NOT NULL AND NOT EXISTS (SELECT FROM hotspots_event e JOIN ledger_personal p ON p.entry = e.id AND p.field = NEW.field
                                          WHERE e.subject = was.subject AND e.n > was.n) THEN
        EXECUTE format('UPDATE %I SET %I = NULL WHERE public_id = $1', 'hotspots_' || was.noun, NEW.field) USING was.subject;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER f_hotspots AFTER INSERT ON ledger_erasure FOR EACH ROW EXECUTE FUNCTION hotspots_erasure_apply();
ALTER TABLE ledger_erasure ENABLE ALWAYS TRIGGER f_hotspots;

-- For tables of this app that events project: nobody writes them but the trigger.
CREATE FUNCTION hotspots_make_kept(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
END $$;
SELECT hotspots_make_kept(name::regclass) FROM unnest(ARRAY['hotspots_layer', 'hotspots_source', 'hotspots_delivery', 'hotspots_pair']) AS name;
SELECT ledger_make_insert_only(name::regclass) FROM unnest(ARRAY['hotspots_event', 'hotspots_area', 'hotspots_denominator', 'hotspots_row', 'hotspots_withdrawal']) AS name;

-- A delivery or layer that was opened is loaded, or there is none: by the end of the transaction it says what became of it.
CREATE FUNCTION hotspots_was_loaded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM hotspots_delivery d WHERE d.public_id = NEW.subject AND d.state = 'opened'
               UNION ALL SELECT FROM hotspots_layer l WHERE l.public_id = NEW.subject AND l.state = 'opened') THEN
        RAISE EXCEPTION 'ifar: % was opened and not loaded', NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER was_loaded AFTER INSERT ON hotspots_event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.noun IN ('delivery', 'layer') AND NEW.kind = 'opened') EXECUTE FUNCTION hotspots_was_loaded();
ALTER TABLE hotspots_event ENABLE ALWAYS TRIGGER was_loaded;

-- What belongs to a delivery comes while it is opened, and not later.
CREATE FUNCTION hotspots_while_open() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT delivery_id FROM came) c LEFT JOIN hotspots_delivery d ON d.id = c.delivery_id
               WHERE d.state IS DISTINCT FROM 'opened') THEN
        RAISE EXCEPTION 'ifar: nothing comes to a delivery that was loaded' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER while_open AFTER INSERT ON hotspots_incident REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION hotspots_while_open();
CREATE TRIGGER while_open AFTER INSERT ON hotspots_row REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION hotspots_while_open();
CREATE TRIGGER while_open AFTER INSERT ON hotspots_withdrawal REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION hotspots_while_open();
ALTER TABLE hotspots_incident ENABLE ALWAYS TRIGGER while_open;
ALTER TABLE hotspots_row ENABLE ALWAYS TRIGGER while_open;
ALTER TABLE hotspots_withdrawal ENABLE ALWAYS TRIGGER while_open;

-- A delivery speaks of its own source's incidents: else it would revise, and take back, what another source told.
CREATE FUNCTION hotspots_of_its_source() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT delivery_id, source_id FROM came) c JOIN hotspots_delivery d ON d.id = c.delivery_id
               JOIN hotspots_source s ON s.id = c.source_id WHERE s.public_id <> d.source) THEN
        RAISE EXCEPTION 'ifar: a delivery speaks of its own source''s incidents' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER of_its_source AFTER INSERT ON hotspots_incident REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION hotspots_of_its_source();
CREATE TRIGGER of_its_source AFTER INSERT ON hotspots_withdrawal REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION hotspots_of_its_source();
ALTER TABLE hotspots_incident ENABLE ALWAYS TRIGGER of_its_source;
ALTER TABLE hotspots_withdrawal ENABLE ALWAYS TRIGGER of_its_source;

CREATE FUNCTION hotspots_layer_while_open() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT layer_id FROM came) c LEFT JOIN hotspots_layer l ON l.id = c.layer_id
               WHERE l.state IS DISTINCT FROM 'opened') THEN
        RAISE EXCEPTION 'ifar: nothing comes to a layer that was loaded' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER while_open AFTER INSERT ON hotspots_area REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION hotspots_layer_while_open();
CREATE TRIGGER while_open AFTER INSERT ON hotspots_denominator REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION hotspots_layer_while_open();
ALTER TABLE hotspots_area ENABLE ALWAYS TRIGGER while_open;
ALTER TABLE hotspots_denominator ENABLE ALWAYS TRIGGER while_open;
