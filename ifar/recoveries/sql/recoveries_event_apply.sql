CREATE OR REPLACE FUNCTION recoveries_event_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    by_office bigint;
    owner bigint;
    bare CONSTANT jsonb := '{"shared": [], "firearm": "", "tracing": "", "weapon": "", "merged_into": ""}';
    name CONSTANT text := 'recoveries_' || NEW.noun;
    d CONSTANT jsonb := NEW.details;
    written ledger_entry;
    rule recoveries_act;
    personal jsonb;
    was jsonb;
    is_now jsonb;
    columns text;
    of_case recoveries_case;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.id;
    IF written.id IS NULL OR written.object <> NEW.subject OR written.schema <> NEW.schema
       OR written.act <> 'recoveries.' || NEW.noun || '_' || NEW.kind
       OR convert_from(written.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM recoveries_event_payload(NEW) THEN
        RAISE EXCEPTION 'ifar: recoveries event % differs from its ledger entry', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(jsonb_object_agg(field, value), '{}') INTO personal FROM ledger_personal WHERE entry = NEW.id;
    IF (SELECT count(*) FROM jsonb_object_keys(personal)) <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
        RAISE EXCEPTION 'ifar: recoveries event % commits to values that are not there', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO rule FROM recoveries_act a WHERE a.noun = NEW.noun AND a.kind = NEW.kind;
    EXECUTE format('SELECT to_jsonb(r) FROM %I r WHERE public_id = $1 FOR UPDATE', name) INTO was USING NEW.subject;
    IF coalesce((was ->> 'n')::integer, 0) <> NEW.n - 1 OR (was ->> 'last_event')::uuid IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', NEW.subject USING ERRCODE = 'serialization_failure';
    END IF;
    IF rule.kind IS NULL OR rule.leads ->> coalesce(was ->> 'state', '') IS DISTINCT FROM NEW.changes ->> 'state'
       OR NEW.changes - rule.columns - (CASE WHEN was IS NULL AND NEW.noun = 'case' THEN ARRAY['compartment', 'agency'] ELSE ARRAY[]::text[] END) <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: % cannot be % from %', NEW.subject, NEW.kind, coalesce(was ->> 'state', 'nothing') USING ERRCODE = 'check_violation';
    END IF;
    -- A case that was shared with an office is read there (and taken out, which changes nothing of it), and changed only by the office
    -- whose it is or one above it. A laboratory says what it compared, where the case was shared with it; the register's own job
    -- notes what came up later.
    SELECT id INTO by_office FROM accounts_agency WHERE public_id = written.agency;
    IF NEW.noun = 'case' THEN
        owner := CASE WHEN was IS NULL THEN (SELECT id FROM accounts_agency WHERE public_id = NEW.changes ->> 'agency') ELSE (was ->> 'agency_id')::bigint END;
    ELSE
        SELECT agency_id INTO owner FROM recoveries_case
        WHERE CASE WHEN was IS NULL THEN public_id = NEW.changes ->> 'case' ELSE id = (was ->> 'case_id')::bigint END;
    END IF;
    IF NOT coalesce(owner = ANY (recoveries_offices(by_office)), false)
       AND NOT (NEW.noun = 'item' AND NEW.kind = 'hit' AND written.agency = '')
       AND NOT (NEW.noun = 'case' AND NEW.kind = 'handed_over' AND was -> 'shared' ? written.agency)
       AND NOT (NEW.noun = 'item' AND NEW.kind IN ('compared', 'merged') AND EXISTS (
           SELECT FROM recoveries_case c JOIN accounts_agency a ON a.id = by_office AND a.kind = 'forensic_laboratory'
           WHERE c.id = (was ->> 'case_id')::bigint AND a.public_id = ANY (c.shared))) THEN
        RAISE EXCEPTION 'ifar: % is another office''s; what was shared is read', NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    is_now := coalesce(was, bare) || (NEW.changes - 'agency' - 'case')
        || jsonb_build_object('public_id', NEW.subject, 'n', NEW.n, 'last_event', NEW.id);
    IF was IS NULL AND NEW.noun = 'case' THEN
        is_now := is_now || jsonb_build_object('agency_id', (SELECT id FROM accounts_agency WHERE public_id = NEW.changes ->> 'agency'),
            'narrative', personal -> 'narrative', 'opened_by', written.actor, 'opened_at', written.recorded_at);
    ELSIF was IS NULL THEN
        -- An item belongs to whom its case belongs to.
        SELECT * INTO of_case FROM recoveries_case WHERE public_id = NEW.changes ->> 'case';
        is_now := is_now || jsonb_build_object('case_id', of_case.id, 'compartment', of_case.compartment, 'agency_id', of_case.agency_id,
            'entered_at', written.recorded_at);
    ELSIF NEW.noun = 'case' AND personal ? 'narrative' THEN
        is_now := is_now || jsonb_build_object('narrative', personal -> 'narrative');
    END IF;
    -- Whoever handed something in was promised that nobody would be named; so nothing that may name somebody comes into the case.
    IF NEW.noun = 'case' AND (is_now ->> 'anonymous')::boolean AND (personal ? 'narrative' OR EXISTS (
           SELECT FROM jsonb_array_elements(is_now -> 'kept') AS k WHERE coalesce(k ->> 'reference', '') <> '')) THEN
        RAISE EXCEPTION 'ifar: nobody is named in %, which is anonymous', NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    PERFORM recoveries_check(NEW, was, is_now);
    SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
    WHERE attrelid = name::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'id';
    IF was IS NULL THEN
        EXECUTE format('INSERT INTO %1$I (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1) RETURNING to_jsonb(%1$I)', name, columns)
            INTO is_now USING is_now;
    ELSE
        EXECUTE format('UPDATE %1$I SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1)) WHERE public_id = $2', name, columns)
            USING is_now, NEW.subject;
    END IF;
    CASE NEW.noun || ' ' || NEW.kind
        WHEN 'item hit' THEN
            INSERT INTO recoveries_hit (entry, item_id, firearm_id, how, mark, mark_n, plain, percent, reasons, was, at, verdict, judged_by, note)
            SELECT NEW.id, (is_now ->> 'id')::bigint, f.id, d ->> 'how', d ->> 'mark', (d ->> 'mark_n')::smallint, d ->> 'plain',
                   (d ->> 'percent')::smallint, d -> 'reasons', d ->> 'was', written.recorded_at, '', '', ''
            FROM (SELECT (SELECT id FROM registry_firearm WHERE public_id = d ->> 'firearm') AS id) AS f;
        WHEN 'item judged' THEN
            UPDATE recoveries_hit SET verdict = d ->> 'verdict', judged_by = written.actor, note = d ->> 'note'
            WHERE entry = (d ->> 'hit')::uuid AND item_id = (is_now ->> 'id')::bigint;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'ifar: % has no such hit', NEW.subject USING ERRCODE = 'check_violation';
            END IF;
        WHEN 'case person_named' THEN
            INSERT INTO recoveries_person (entry, case_id, number, role, sex, age, "group", party, described, stage, stage_on, offences, last_entry)
            SELECT NEW.id, (is_now ->> 'id')::bigint, (d ->> 'number')::integer, d ->> 'role', d ->> 'sex', d ->> 'age', d ->> 'group',
                   d ->> 'party', personal -> 'described', d ->> 'stage', (d ->> 'stage_on')::date,
                   ARRAY(SELECT jsonb_array_elements_text(d -> 'offences')), NEW.id;
            IF (is_now ->> 'anonymous')::boolean AND (d ->> 'party' <> '' OR d ->> 'group' <> '' OR personal ? 'described') THEN
                RAISE EXCEPTION 'ifar: nobody is named in %, which is anonymous', NEW.subject USING ERRCODE = 'check_violation';
            END IF;
        WHEN 'case person_changed' THEN
            UPDATE recoveries_person SET stage = d ->> 'stage', stage_on = (d ->> 'stage_on')::date,
                offences = ARRAY(SELECT jsonb_array_elements_text(d -> 'offences')), last_entry = NEW.id
            WHERE entry = (d ->> 'person')::uuid AND case_id = (is_now ->> 'id')::bigint;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'ifar: % has no such person', NEW.subject USING ERRCODE = 'check_violation';
            END IF;
        ELSE NULL;
    END CASE;
    RETURN NEW;
END $$;
