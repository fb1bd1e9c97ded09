CREATE OR REPLACE FUNCTION hotspots_event_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
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
