CREATE OR REPLACE FUNCTION programme_event_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    name CONSTANT text := 'programme_' || NEW.noun;
    written ledger_entry;
    rule programme_act;
    was jsonb;
    is_now jsonb;
    wrong text;
    columns text;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.id;
    IF written.id IS NULL OR written.object <> NEW.subject OR written.schema <> NEW.schema
       OR written.act <> 'programme.' || NEW.noun || '_' || NEW.kind
       OR convert_from(written.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM programme_event_payload(NEW) THEN
        RAISE EXCEPTION 'ifar: programme event % differs from its ledger entry', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF written.commitments <> '{}'::jsonb AND (SELECT count(*) FROM ledger_personal WHERE entry = NEW.id)
       <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
        RAISE EXCEPTION 'ifar: programme event % commits to values that are not there', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO rule FROM programme_act a WHERE a.noun = NEW.noun AND a.kind = NEW.kind;
    IF rule.kind IS NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be %', NEW.subject, NEW.kind USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE format('SELECT to_jsonb(r) FROM %I r WHERE public_id = $1 FOR UPDATE', name) INTO was USING NEW.subject;
    IF coalesce((was ->> 'n')::integer, 0) <> NEW.n - 1 OR (was ->> 'last_event')::uuid IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', NEW.subject USING ERRCODE = 'serialization_failure';
    END IF;
    IF rule.leads ->> coalesce(was ->> 'state', '') IS DISTINCT FROM NEW.changes ->> 'state' OR NEW.changes - rule.columns <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: % cannot be % from %', NEW.subject, NEW.kind, coalesce(was ->> 'state', 'nothing') USING ERRCODE = 'check_violation';
    END IF;
    -- What no act has set yet is empty, by the type of the column.
    SELECT string_agg(quote_ident(a.attname), ', ') FILTER (WHERE a.attname <> 'id'),
           jsonb_object_agg(a.attname, CASE format_type(a.atttypid, NULL) WHEN 'text' THEN '""'::jsonb WHEN 'character varying' THEN '""'
               WHEN 'boolean' THEN 'false' WHEN 'text[]' THEN '[]' WHEN 'character varying[]' THEN '[]' WHEN 'jsonb' THEN '{}' ELSE 'null' END)
               || coalesce(was, '{}') || NEW.changes || jsonb_build_object('public_id', NEW.subject, 'n', NEW.n, 'last_event', NEW.id)
    INTO columns, is_now FROM pg_attribute a WHERE a.attrelid = name::regclass AND a.attnum > 0 AND NOT a.attisdropped;
    wrong := programme_check(NEW, was, is_now, written);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', NEW.subject, NEW.kind, written.actor, wrong USING ERRCODE = 'check_violation';
    END IF;
    IF was IS NULL THEN
        EXECUTE format('INSERT INTO %1$I (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1)', name, columns) USING is_now;
    ELSE
        EXECUTE format('UPDATE %1$I SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1)) WHERE public_id = $2', name, columns)
            USING is_now, NEW.subject;
    END IF;
    RETURN NEW;
END $$;
