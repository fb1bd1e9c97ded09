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

-- What may leave for another, by datum: under which agreements, and which grounds hold it back (`tracing/disclosure.py`); `ifar migrate` fills it in.
CREATE TABLE tracing_rule (
    datum text PRIMARY KEY,
    agreements text[] NOT NULL,
    held_by text[] NOT NULL
);

-- The compartment of what an office of a kind keeps (`rights.AGENCY_COMPARTMENT`).
CREATE FUNCTION tracing_compartment(kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN kind IN ('police', 'forensic_laboratory') THEN 'police' WHEN kind = 'military' THEN 'defence'
                WHEN kind = 'court' THEN 'courts' ELSE 'civilian' END
$$;

CREATE FUNCTION tracing_event_payload(e tracing_event) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes)
$$;

-- What an act on a request asks for beyond the table: `was` is the record before, `is_now` after it; NULL where nothing is wrong.
CREATE FUNCTION tracing_check_request(e tracing_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    direction CONSTANT text := is_now ->> 'direction';
    owner CONSTANT text := (SELECT public_id FROM accounts_agency WHERE id = (is_now ->> 'agency_id')::bigint);
    words CONSTANT text := btrim(regexp_replace(coalesce(personal ->> 'note', ''), '\s+', ' ', 'g'));
    due CONSTANT timestamptz := (is_now ->> 'due_at')::timestamptz;
BEGIN
    IF NOT EXISTS (SELECT FROM tracing_act a WHERE a.noun = e.noun AND a.kind = e.kind AND a.directions @> ARRAY[direction]) THEN
        RETURN 'it is a request of another direction';
    ELSIF written.agency NOT IN (owner, is_now ->> 'office')
          OR e.kind IN ('drafted', 'received', 'amended', 'sent', 'settled', 'withdrawn') AND written.agency <> owner
          OR direction <> 'domestic' AND is_now ->> 'office' <> owner
          OR direction <> 'outgoing' AND written.agency <> is_now ->> 'office'
             AND e.kind IN ('acknowledged', 'searched', 'identified', 'answered', 'not_found', 'delayed', 'restricted', 'refused', 'resumed', 'disclosed') THEN
        RETURN 'it is another office''s to do';
    END IF;
    IF e.kind IN ('drafted', 'received', 'amended') THEN
        IF is_now ->> 'item' <> '' AND (e.kind = 'received' OR NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = is_now ->> 'item')) THEN
            RETURN 'there is no such exhibit';
        ELSIF NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'office' AND NOT a.closed) THEN
            RETURN 'there is no such office';
        ELSIF is_now ->> 'parent' <> '' AND NOT EXISTS (SELECT FROM tracing_request r WHERE r.public_id = is_now ->> 'parent' AND r.public_id <> e.subject) THEN
            RETURN 'there is no request that it follows on';
        END IF;
    END IF;
    IF e.kind = 'received' AND (is_now ->> 'reference' = '' OR is_now ->> 'country' = '') THEN
        RETURN 'it does not say who asked, or under which number';
    ELSIF e.kind = 'sent' AND (is_now -> 'illicit' = '[]' OR is_now ->> 'use' = '' OR is_now ->> 'recovered_on' IS NULL
                               OR is_now ->> 'circumstances' IS NULL OR is_now ->> 'number' = '' OR is_now ->> 'country' = '') THEN
        RETURN 'it does not say why, for what, when or how it was found';
    ELSIF is_now ->> 'state' IN ('sent', 'acknowledged', 'searching', 'delayed') AND due IS NULL THEN
        RETURN 'nobody would have to answer by any day';
    ELSIF due IS DISTINCT FROM (was ->> 'due_at')::timestamptz
          AND (due < written.recorded_at - interval '1 second' OR due > written.recorded_at + interval '120 days') THEN
        RETURN 'its term is none that anybody has';
    ELSIF e.kind IN ('delayed', 'restricted', 'refused') AND length(words) < 10 THEN
        RETURN 'its ground has no words';
    ELSIF e.kind = 'withdrawn' AND length(words) < (CASE direction WHEN 'incoming' THEN 10 ELSE 1 END) THEN
        RETURN 'it does not say why, or what they wrote who asked';
    ELSIF e.kind = 'searched' AND was ->> 'due_at' IS NOT NULL AND due IS DISTINCT FROM (was ->> 'due_at')::timestamptz THEN
        RETURN 'a search gives nobody more time';
    ELSIF e.kind = 'resumed' AND is_now ->> 'acknowledged_at' IS NULL THEN
        RETURN 'it was never acknowledged';
    ELSIF e.kind = 'resumed' AND was ->> 'state' = 'delayed' AND due > written.recorded_at + tracing_rest(e.subject) + interval '1 second' THEN
        RETURN 'a delay gives nobody more time';
    ELSIF e.kind = 'settled' THEN
        RETURN tracing_check_outcome(is_now);
    ELSIF e.kind = 'identified' AND is_now ->> 'firearm' <> '' AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = is_now ->> 'firearm') THEN
        RETURN 'there is no such firearm';
    ELSIF e.kind IN ('answered', 'restricted') OR e.kind = 'disclosed' AND e.details ->> 'form' = 'file' THEN
        RETURN tracing_check_left(e, is_now, personal);
    END IF;
    RETURN NULL;
END $$;

-- What was left of the term of an answer when a request was last delayed; NULL where that term had not begun.
CREATE FUNCTION tracing_rest(request text) RETURNS interval LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    ran CONSTANT integer := (SELECT max(n) FROM tracing_event WHERE subject = request AND changes ->> 'state' IN ('acknowledged', 'searching'));
BEGIN
    RETURN greatest(interval '0', (SELECT (changes ->> 'due_at')::timestamptz FROM tracing_event
                                   WHERE subject = request AND n <= ran AND changes ->> 'due_at' IS NOT NULL ORDER BY n DESC LIMIT 1)
        - (SELECT l.recorded_at FROM tracing_event e JOIN ledger_entry l ON l.entry = e.id WHERE e.subject = request AND e.n = ran + 1))
        + CASE WHEN ran IS NULL THEN NULL::interval ELSE interval '0' END;
END $$;

-- Whether an outcome stands on what the chain or an answer says (SDG 16.4.2).
CREATE FUNCTION tracing_check_outcome(is_now jsonb) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    outcome CONSTANT text := is_now ->> 'outcome';
    diverted CONSTANT boolean := EXISTS (SELECT FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id
        WHERE r.public_id = is_now ->> 'public_id' AND s.state = 'answered' AND s.result = 'diverted');
    held CONSTANT boolean := EXISTS (SELECT FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id
        WHERE r.public_id = is_now ->> 'public_id' AND s.state = 'answered' AND 'holder' IN (s.role, s.to_role));
BEGIN
    IF outcome = 'diversion_otherwise_identified' AND NOT diverted OR outcome = 'attempted_no_result' AND diverted
       OR outcome = 'pending' AND is_now ->> 'state' IN ('answered', 'not_found', 'refused', 'withdrawn') THEN
        RETURN 'its chain or its state says otherwise';
    ELSIF outcome IN ('legitimate_owner_national', 'illegitimate_owner_national', 'illegitimate_owner_foreign')
          AND NOT (diverted OR held OR is_now ->> 'state' IN ('answered', 'restricted')) THEN
        RETURN 'nothing that anybody said bears it out';
    END IF;
    RETURN NULL;
END $$;

-- Whether what is said to leave with an answer is what the rule table lets leave under the request's own agreement and ground.
CREATE FUNCTION tracing_check_left(e tracing_event, is_now jsonb, personal jsonb) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    agreement CONSTANT text := CASE WHEN is_now ->> 'direction' = 'domestic' THEN 'mla' ELSE is_now ->> 'agreement' END;
BEGIN
    IF e.details ->> 'agreement' IS DISTINCT FROM agreement OR e.details ->> 'ground' IS DISTINCT FROM is_now ->> 'ground'
       OR e.details ->> 'to' IS DISTINCT FROM is_now ->> 'country' THEN
        RETURN 'its agreement, its ground or its State is another''s';
    ELSIF is_now ->> 'direction' = 'outgoing' THEN
        RETURN CASE WHEN e.details -> 'left' <> '[]' THEN 'nothing leaves with what another said' END;
    ELSIF EXISTS (SELECT FROM jsonb_array_elements_text(e.details -> 'left') datum WHERE NOT EXISTS (
            SELECT FROM tracing_rule r WHERE r.datum = datum.value AND agreement = ANY (r.agreements)
            AND NOT (is_now ->> 'ground') = ANY (r.held_by))) THEN
        RETURN 'the rules keep some of what leaves';
    ELSIF e.kind <> 'disclosed' AND e.details -> 'left' IS DISTINCT FROM coalesce(
            (SELECT jsonb_agg(k ORDER BY k COLLATE "C") FROM jsonb_object_keys(coalesce(personal -> 'answer', '{}')) k), '[]') THEN
        RETURN 'another thing leaves than it says';
    ELSIF e.kind = 'disclosed' AND NOT EXISTS (SELECT FROM tracing_exchange x WHERE x.request = e.subject AND x.state = 'sent'
                                               AND x.form = 'answer' AND x.hash = e.details ->> 'hash') THEN
        RETURN 'there is no such file';
    END IF;
    RETURN NULL;
END $$;

-- The same of a link of a chain.
CREATE FUNCTION tracing_check_step(e tracing_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    of_request tracing_request;
    owner text;
    due CONSTANT timestamptz := (is_now ->> 'due_at')::timestamptz;
BEGIN
    SELECT * INTO of_request FROM tracing_request WHERE id = (is_now ->> 'request_id')::bigint;
    owner := (SELECT public_id FROM accounts_agency WHERE id = of_request.agency_id);
    IF was IS NULL AND (of_request.id IS NULL OR of_request.state IN ('draft', 'sent', 'withdrawn', 'refused')) THEN
        RETURN 'its request is not being followed';
    ELSIF was IS NULL AND written.agency NOT IN (owner, of_request.office) THEN
        RETURN 'it is another office''s to ask';
    ELSIF e.kind = 'asked' AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'asked' AND NOT a.closed
                                           AND a.kind IN ('maker', 'dealer')) THEN
        RETURN 'there is nobody who could answer';
    ELSIF e.kind = 'asked' AND (due IS NULL OR due NOT BETWEEN written.recorded_at + interval '23 hours 59 minutes' AND written.recorded_at + interval '24 hours') THEN
        RETURN 'its term is not that of a trader';
    ELSIF e.kind = 'answered' AND written.agency <> was ->> 'asked' THEN
        RETURN 'another was asked';
    ELSIF e.kind = 'answered' AND of_request.state = 'withdrawn' OR e.kind = 'failed'
          AND (is_now ->> 'failure' = 'withdrawn') <> (of_request.state = 'withdrawn') THEN
        RETURN 'a question ends with its request, and only with it';
    ELSIF e.kind = 'failed' AND written.agency NOT IN (was ->> 'asked', owner, of_request.office) THEN
        RETURN 'another was asked';
    ELSIF e.kind = 'failed' AND is_now ->> 'failure' <> 'withdrawn' AND (CASE WHEN written.agency = was ->> 'asked' THEN is_now ->> 'failure' = 'no_answer'
            ELSE is_now ->> 'failure' NOT IN ('no_answer', 'out_of_business') OR written.recorded_at < due END) THEN
        RETURN 'a trader answers in the own time, and nobody in the trader''s stead';
    ELSIF is_now ->> 'to_whom' <> '' AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'to_whom')
          AND NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = is_now ->> 'to_whom') THEN
        RETURN 'there is nobody of that number';
    END IF;
    RETURN NULL;
END $$;

-- The same of a file: it belongs to a request that the same office asked or keeps, and goes to or comes from the State of that request.
CREATE FUNCTION tracing_check_exchange(e tracing_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    of_request tracing_request;
    owner text;
BEGIN
    IF e.kind = 'refused' THEN
        RETURN CASE WHEN is_now ->> 'request' <> '' THEN 'a file that was refused belongs to nothing' END;
    END IF;
    SELECT * INTO of_request FROM tracing_request WHERE public_id = is_now ->> 'request';
    owner := (SELECT public_id FROM accounts_agency WHERE id = of_request.agency_id);
    IF of_request.id IS NULL THEN
        RETURN 'there is no such request';
    ELSIF written.agency NOT IN (owner, of_request.office) THEN
        RETURN 'it is another office''s to do';
    ELSIF of_request.direction IS DISTINCT FROM (CASE
            WHEN e.kind = 'sent' AND is_now ->> 'form' = 'request' OR e.kind = 'accepted' AND is_now ->> 'form' = 'answer' THEN 'outgoing'
            WHEN e.kind = 'sent' AND is_now ->> 'form' = 'answer' OR e.kind = 'accepted' AND is_now ->> 'form' = 'request' THEN 'incoming' END) THEN
        RETURN 'it is a request of another direction';
    ELSIF of_request.state IN ('draft', 'withdrawn') THEN
        RETURN 'its request was not sent, or was withdrawn';
    ELSIF is_now ->> 'sender' = is_now ->> 'recipient' OR is_now ->> 'sender' = '' OR is_now ->> 'recipient' = ''
          OR of_request.country <> (CASE e.kind WHEN 'sent' THEN is_now ->> 'recipient' ELSE is_now ->> 'sender' END) THEN
        RETURN 'its request is another State''s';
    ELSIF is_now ->> 'message' = '' OR is_now ->> 'hash' !~ '^[0-9a-f]{64}$' OR is_now ->> 'expires_on' IS NULL THEN
        RETURN 'it does not say which file it is';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION tracing_check(e tracing_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
DECLARE
    wrong text;
    mine accounts_agency;
BEGIN
    IF was IS NULL AND e.noun <> 'step' THEN
        SELECT * INTO mine FROM accounts_agency WHERE public_id = written.agency;
        IF mine.id IS NULL OR mine.id IS DISTINCT FROM (is_now ->> 'agency_id')::bigint
           OR is_now ->> 'compartment' IS DISTINCT FROM tracing_compartment(mine.kind) THEN
            wrong := 'it would be another office''s, or another compartment''s';
        END IF;
    END IF;
    wrong := coalesce(wrong, CASE e.noun
        WHEN 'request' THEN tracing_check_request(e, was, is_now, written, personal)
        WHEN 'step' THEN tracing_check_step(e, was, is_now, written)
        ELSE tracing_check_exchange(e, is_now, written) END);
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
CREATE TRIGGER apply BEFORE INSERT ON tracing_event FOR EACH ROW EXECUTE FUNCTION tracing_event_apply();
ALTER TABLE tracing_event ENABLE ALWAYS TRIGGER apply;

-- A request that says it came as a file came with one: by the end of the transaction the file was taken in.
CREATE FUNCTION tracing_came_as_file() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM tracing_exchange x WHERE x.request = NEW.subject AND x.state = 'accepted' AND x.form = 'request') THEN
        RAISE EXCEPTION 'ifar: % cannot be received: no file came with it', NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER came_as_file AFTER INSERT ON tracing_event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.noun = 'request' AND NEW.kind = 'received' AND NEW.changes ->> 'channel' = 'file') EXECUTE FUNCTION tracing_came_as_file();
ALTER TABLE tracing_event ENABLE ALWAYS TRIGGER came_as_file;

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
