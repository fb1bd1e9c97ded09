CREATE OR REPLACE FUNCTION tracing_event_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    bare CONSTANT jsonb := '{"number": "", "reference": "", "country": "", "desk": "", "parent": "", "item": "", "identity": {}, "marks": [],
        "lot": {}, "photos": [], "illicit": [], "recovered_in": "", "place": "", "use": "", "question": [], "searches": [], "named": [], "firearm": "",
        "ground": "", "outcome": "", "asked": "", "result": "", "to_role": "", "to_whom": "", "to_country": "", "diversion": "",
        "failure": "", "source": "", "request": "", "message": "", "form": "", "sender": "", "recipient": "", "reason": ""}';
    name CONSTANT text := 'tracing_' || NEW.noun;
    written ledger_entry;
    rule tracing_act;
    personal jsonb;
    was jsonb;
    is_now jsonb;
    columns text;
    of_request tracing_request;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.id;
    IF written.id IS NULL OR written.object <> NEW.subject OR written.schema <> NEW.schema
       OR written.act <> 'tracing.' || NEW.noun || '_' || NEW.kind
       OR convert_from(written.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM tracing_event_payload(NEW) THEN
        RAISE EXCEPTION 'ifar: tracing event % differs from its ledger entry', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(jsonb_object_agg(field, value), '{}') INTO personal FROM ledger_personal WHERE entry = NEW.id;
    IF (SELECT count(*) FROM jsonb_object_keys(personal)) <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
        RAISE EXCEPTION 'ifar: tracing event % commits to values that are not there', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO rule FROM tracing_act a WHERE a.noun = NEW.noun AND a.kind = NEW.kind;
    EXECUTE format('SELECT to_jsonb(r) FROM %I r WHERE public_id = $1 FOR UPDATE', name) INTO was USING NEW.subject;
    IF coalesce((was ->> 'n')::integer, 0) <> NEW.n - 1 OR (was ->> 'last_event')::uuid IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', NEW.subject USING ERRCODE = 'serialization_failure';
    END IF;
    IF rule.kind IS NULL OR rule.leads ->> coalesce(was ->> 'state', '') IS DISTINCT FROM NEW.changes ->> 'state'
       OR NEW.changes - rule.columns - (CASE WHEN was IS NULL AND NEW.noun <> 'step' THEN ARRAY['compartment', 'agency'] ELSE ARRAY[]::text[] END) <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: % cannot be % from %', NEW.subject, NEW.kind, coalesce(was ->> 'state', 'nothing') USING ERRCODE = 'check_violation';
    END IF;
    is_now := coalesce(was, bare) || (NEW.changes - 'agency') || jsonb_build_object('public_id', NEW.subject, 'n', NEW.n, 'last_event', NEW.id);
    IF was IS NULL AND NEW.noun = 'step' THEN
        -- A link belongs to whom its request belongs to.
        SELECT * INTO of_request FROM tracing_request WHERE public_id = NEW.changes ->> 'request';
        is_now := is_now || jsonb_build_object('request_id', of_request.id, 'compartment', of_request.compartment, 'agency_id', of_request.agency_id,
            'asked_at', written.recorded_at, 'described', personal -> 'described');
    ELSIF was IS NULL THEN
        is_now := is_now || jsonb_build_object('agency_id', (SELECT id FROM accounts_agency WHERE public_id = NEW.changes ->> 'agency'),
            'opened_by', written.actor, 'opened_at', written.recorded_at, 'at', written.recorded_at);
    END IF;
    IF NEW.noun = 'request' THEN
        IF personal ? 'circumstances' THEN is_now := is_now || jsonb_build_object('circumstances', personal -> 'circumstances'); END IF;
        IF personal ? 'raw' THEN is_now := jsonb_set(is_now, '{identity}', (is_now -> 'identity') || (personal -> 'raw')); END IF;
        IF personal ? 'place' THEN is_now := is_now || jsonb_build_object('place', personal -> 'place'); END IF;
        IF personal ? 'justification' THEN is_now := is_now || jsonb_build_object('justification', personal -> 'justification'); END IF;
        IF NEW.kind IN ('sent', 'received') THEN
            is_now := is_now || jsonb_build_object('sent_at', written.recorded_at);
        ELSIF NEW.kind = 'acknowledged' OR NEW.kind = 'delayed' AND is_now ->> 'acknowledged_at' IS NULL THEN
            -- Who is told why it takes longer knows that it came.
            is_now := is_now || jsonb_build_object('acknowledged_at', written.recorded_at);
        ELSIF NEW.kind IN ('answered', 'not_found', 'restricted', 'refused', 'withdrawn') THEN
            is_now := is_now || jsonb_build_object('ended_at', written.recorded_at);
            IF NEW.kind = 'refused' AND is_now ->> 'acknowledged_at' IS NULL THEN
                is_now := is_now || jsonb_build_object('acknowledged_at', written.recorded_at);
            END IF;
        ELSIF NEW.kind IN ('resumed', 'searched') THEN
            is_now := is_now || jsonb_build_object('ended_at', NULL);
        END IF;
    ELSIF NEW.noun = 'exchange' AND personal ? 'said' THEN
        is_now := is_now || jsonb_build_object('said', personal -> 'said');
    ELSIF NEW.noun = 'step' AND NEW.kind <> 'asked' THEN
        is_now := is_now || jsonb_build_object('answered_at', written.recorded_at);
        IF personal ? 'source' THEN is_now := is_now || jsonb_build_object('source', personal -> 'source'); END IF;
        IF personal ? 'described' THEN is_now := is_now || jsonb_build_object('described', personal -> 'described'); END IF;
    END IF;
    PERFORM tracing_check(NEW, was, is_now, written, personal);
    SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
    WHERE attrelid = name::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'id';
    IF was IS NULL THEN
        EXECUTE format('INSERT INTO %1$I (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1)', name, columns) USING is_now;
    ELSE
        EXECUTE format('UPDATE %1$I SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1)) WHERE public_id = $2', name, columns)
            USING is_now, NEW.subject;
    END IF;
    RETURN NEW;
END $$;
