-- Trace requests, links of their chains and files of an exchange are projected from their events; an event does what its act may.

-- Which act leads from which state to which, of requests of which direction, and what it sets (`tracing/states.py`); `ifar migrate` fills it in.
CREATE TABLE tracing_act (
    noun text,
    kind text,
    leads jsonb NOT NULL,               -- state before (empty: there is nothing yet) -> state after
    columns text[] NOT NULL,
    directions text[] NOT NULL,
    PRIMARY KEY (noun, kind)
);

CREATE FUNCTION tracing_event_payload(e tracing_event) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes)
$$;

-- What an act asks for beyond the table: `was` is the record before, `is_now` after it.
CREATE FUNCTION tracing_check(e tracing_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
DECLARE
    wrong text;
    owner text := (SELECT public_id FROM accounts_agency WHERE id = (is_now ->> 'agency_id')::bigint);
    of_request tracing_request;
BEGIN
    IF e.noun = 'request' THEN
        IF NOT EXISTS (SELECT FROM tracing_act a WHERE a.noun = e.noun AND a.kind = e.kind AND a.directions @> ARRAY[is_now ->> 'direction']) THEN
            wrong := 'it is a request of another direction';
        ELSIF written.agency NOT IN (owner, is_now ->> 'office')
              OR e.kind IN ('amended', 'sent', 'settled') AND written.agency <> owner
              OR is_now ->> 'direction' <> 'outgoing' AND written.agency <> is_now ->> 'office'
                 AND e.kind IN ('acknowledged', 'searched', 'identified', 'answered', 'not_found', 'delayed', 'restricted', 'refused', 'resumed', 'disclosed') THEN
            wrong := 'it is another office''s to do';
        ELSIF e.kind = 'drafted' AND is_now ->> 'item' <> '' AND NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = is_now ->> 'item') THEN
            wrong := 'there is no such exhibit';
        ELSIF was IS NULL AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'office' AND NOT a.closed) THEN
            wrong := 'there is no such office';
        ELSIF was IS NULL AND is_now ->> 'parent' <> '' AND NOT EXISTS (SELECT FROM tracing_request r WHERE r.public_id = is_now ->> 'parent') THEN
            wrong := 'there is no request that it follows on';
        ELSIF e.kind = 'sent' AND (is_now -> 'illicit' = '[]' OR is_now ->> 'use' = '' OR is_now ->> 'recovered_on' IS NULL
                                   OR is_now ->> 'circumstances' IS NULL) THEN
            wrong := 'it does not say why, for what, when or how it was found';
        ELSIF e.kind IN ('delayed', 'restricted', 'refused') AND NOT written.commitments ? 'note' THEN
            wrong := 'its ground has no words';
        ELSIF e.kind = 'identified' AND is_now ->> 'firearm' <> '' AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = is_now ->> 'firearm') THEN
            wrong := 'there is no such firearm';
        END IF;
    ELSIF e.noun = 'step' THEN
        SELECT * INTO of_request FROM tracing_request WHERE id = (is_now ->> 'request_id')::bigint;
        owner := (SELECT public_id FROM accounts_agency WHERE id = of_request.agency_id);
        IF was IS NULL AND of_request.state IN ('draft', 'withdrawn', 'refused') THEN
            wrong := 'its request is not being followed';
        ELSIF was IS NULL AND written.agency NOT IN (owner, of_request.office) THEN
            wrong := 'it is another office''s to ask';
        ELSIF e.kind = 'asked' AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'asked' AND NOT a.closed) THEN
            wrong := 'there is nobody who could answer';
        ELSIF e.kind = 'answered' AND written.agency <> was ->> 'asked' THEN
            wrong := 'another was asked';
        ELSIF e.kind = 'failed' AND written.agency NOT IN (was ->> 'asked', owner, of_request.office) THEN
            wrong := 'another was asked';
        ELSIF is_now ->> 'to_whom' <> '' AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'to_whom')
              AND NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = is_now ->> 'to_whom') THEN
            wrong := 'there is nobody of that number';
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', e.subject, e.kind, written.agency, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION tracing_event_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bare CONSTANT jsonb := '{"number": "", "reference": "", "country": "", "desk": "", "parent": "", "item": "", "identity": {}, "marks": [],
        "lot": {}, "photos": [], "illicit": [], "recovered_in": "", "place": "", "use": "", "question": [], "searches": [], "firearm": "",
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
        ELSIF NEW.kind = 'acknowledged' THEN
            is_now := is_now || jsonb_build_object('acknowledged_at', written.recorded_at);
        ELSIF NEW.kind IN ('answered', 'not_found', 'restricted', 'refused', 'withdrawn') THEN
            is_now := is_now || jsonb_build_object('ended_at', written.recorded_at);
        ELSIF NEW.kind IN ('resumed', 'searched') THEN
            is_now := is_now || jsonb_build_object('ended_at', NULL);
        END IF;
    ELSIF NEW.noun = 'step' AND NEW.kind <> 'asked' THEN
        is_now := is_now || jsonb_build_object('answered_at', written.recorded_at);
        IF personal ? 'source' THEN is_now := is_now || jsonb_build_object('source', personal -> 'source'); END IF;
        IF personal ? 'described' THEN is_now := is_now || jsonb_build_object('described', personal -> 'described'); END IF;
    END IF;
    PERFORM tracing_check(NEW, was, is_now, written);
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
CREATE TRIGGER apply BEFORE INSERT ON tracing_event FOR EACH ROW EXECUTE FUNCTION tracing_event_apply();
ALTER TABLE tracing_event ENABLE ALWAYS TRIGGER apply;

-- What was personal, once it was lawfully erased.
CREATE FUNCTION tracing_erasure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.field = 'described' THEN
        UPDATE tracing_step SET described = NULL WHERE public_id = (SELECT subject FROM tracing_event WHERE id = NEW.entry AND noun = 'step');
    ELSIF NEW.field = 'source' THEN
        UPDATE tracing_step SET source = '' WHERE public_id = (SELECT subject FROM tracing_event WHERE id = NEW.entry AND noun = 'step');
    ELSIF NEW.field IN ('circumstances', 'justification', 'place', 'raw') THEN
        UPDATE tracing_request r SET identity = CASE WHEN NEW.field = 'raw' THEN r.identity - ARRAY['make_raw', 'model_raw', 'calibre_raw', 'type_raw', 'country_made_raw']
                                                     ELSE r.identity END,
            place = CASE WHEN NEW.field = 'place' THEN '' ELSE r.place END, circumstances = CASE WHEN NEW.field = 'circumstances' THEN NULL ELSE r.circumstances END,
            justification = CASE WHEN NEW.field = 'justification' THEN NULL ELSE r.justification END
        WHERE r.public_id = (SELECT subject FROM tracing_event WHERE id = NEW.entry AND noun = 'request')
          AND NOT EXISTS (SELECT FROM tracing_event e JOIN ledger_personal p ON p.entry = e.id AND p.field = NEW.field
                          WHERE e.subject = r.public_id AND e.id > NEW.entry);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER e_tracing AFTER INSERT ON ledger_erasure FOR EACH ROW EXECUTE FUNCTION tracing_erasure_apply();
ALTER TABLE ledger_erasure ENABLE ALWAYS TRIGGER e_tracing;

SELECT ledger_make_insert_only('tracing_event');
DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['tracing_request', 'tracing_step', 'tracing_exchange']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
