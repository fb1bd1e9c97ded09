-- Who was let into a secret request; rounds of a lot; papers that say what left; exchanges of experience; what the figures need of each request.

CREATE OR REPLACE FUNCTION tracing_check_request(e tracing_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
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
    ELSIF e.kind = 'let_in' AND EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'named') named WHERE NOT EXISTS (
            SELECT FROM accounts_agency a WHERE a.public_id = named.value AND NOT a.closed)) THEN
        RETURN 'there is no such office';
    ELSIF e.kind IN ('drafted', 'received', 'amended') AND is_now -> 'named' <> coalesce(was -> 'named', '[]') THEN
        RETURN 'offices are let in by an act of its own';
    ELSIF e.kind IN ('answered', 'restricted', 'disclosed') THEN
        RETURN tracing_check_left(e, is_now, personal);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION tracing_check_left(e tracing_event, is_now jsonb, personal jsonb) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    paper CONSTANT boolean := e.kind = 'disclosed' AND e.details ->> 'form' <> 'file';
    outgoing CONSTANT boolean := is_now ->> 'direction' = 'outgoing';
    -- For a court of this State its own law stands where an agreement would.
    agreement CONSTANT text := CASE WHEN is_now ->> 'direction' = 'domestic' OR paper AND outgoing THEN 'mla' ELSE is_now ->> 'agreement' END;
BEGIN
    IF e.details ->> 'agreement' IS DISTINCT FROM agreement OR e.details ->> 'ground' IS DISTINCT FROM is_now ->> 'ground'
       -- For legal assistance it goes to whichever State asks for that.
       OR e.details ->> 'to' IS DISTINCT FROM is_now ->> 'country' AND NOT (paper AND e.details ->> 'form' <> 'statement' AND e.details ->> 'to' <> '') THEN
        RETURN 'its agreement, its ground or its State is another''s';
    ELSIF outgoing AND NOT paper THEN
        RETURN CASE WHEN e.details -> 'left' <> '[]' THEN 'nothing leaves with what another said' END;
    ELSIF EXISTS (SELECT FROM jsonb_array_elements_text(e.details -> 'left') datum WHERE NOT EXISTS (
            SELECT FROM tracing_rule r WHERE r.datum = datum.value AND agreement = ANY (r.agreements)
            AND NOT (is_now ->> 'ground') = ANY (r.held_by))) THEN
        RETURN 'the rules keep some of what leaves';
    ELSIF e.kind <> 'disclosed' AND e.details -> 'left' IS DISTINCT FROM coalesce(
            (SELECT jsonb_agg(k ORDER BY k COLLATE "C") FROM jsonb_object_keys(coalesce(personal -> 'answer', '{}')) k), '[]') THEN
        RETURN 'another thing leaves than it says';
    ELSIF e.kind = 'disclosed' AND NOT paper AND NOT EXISTS (SELECT FROM tracing_exchange x WHERE x.request = e.subject AND x.state = 'sent'
                                               AND x.form = 'answer' AND x.hash = e.details ->> 'hash') THEN
        RETURN 'there is no such file';
    ELSIF e.details ->> 'form' = 'statement' AND NOT EXISTS (SELECT FROM papers_paper p JOIN ledger_entry l ON l.entry = p.issued
            WHERE p.about = e.subject AND p.kind = 'trace_statement' AND encode(sha256(l.canonical), 'hex') = e.details ->> 'hash') THEN
        RETURN 'there is no such paper';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION tracing_check_step(e tracing_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
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
    ELSIF is_now ->> 'quantity' IS NOT NULL AND of_request.thing <> 'ammunition' THEN
        RETURN 'only rounds are counted';
    ELSIF is_now ->> 'to_whom' <> '' AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'to_whom')
          AND NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = is_now ->> 'to_whom') THEN
        RETURN 'there is nobody of that number';
    END IF;
    RETURN NULL;
END $$;
-- What stands between this State and another by the directory, the weakest where several desks differ (`services/requests.agreement_with`).
CREATE FUNCTION tracing_agreement(other text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT k.name FROM unnest(ARRAY['none', 'iti', 'protocol', 'bilateral', 'mla']) WITH ORDINALITY AS k (name, n)
                     JOIN reference_tracedesk d ON d.agreement = k.name
                     WHERE d.country_id = other AND d.valid_to IS NULL ORDER BY k.n LIMIT 1), 'none')
$$;

-- An exchange of experience (Firearms Protocol art. 12(1)-(2)) belongs to no request; what goes out is what the rules let leave for that State.
CREATE FUNCTION tracing_check_notice(e tracing_event, is_now jsonb, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF is_now ->> 'request' <> '' THEN
        RETURN 'it belongs to no request';
    ELSIF is_now ->> 'sender' = is_now ->> 'recipient' OR is_now ->> 'sender' = '' OR is_now ->> 'recipient' = '' OR is_now ->> 'message' = ''
          OR is_now ->> 'hash' !~ '^[0-9a-f]{64}$' OR is_now ->> 'expires_on' IS NULL THEN
        RETURN 'it does not say which file it is';
    ELSIF NOT personal ? 'said' THEN
        RETURN 'it says nothing';
    ELSIF e.kind = 'sent' AND (e.details ->> 'agreement' IS DISTINCT FROM tracing_agreement(is_now ->> 'recipient')
          OR e.details ->> 'to' IS DISTINCT FROM is_now ->> 'recipient') THEN
        RETURN 'its agreement or its State is another''s';
    ELSIF e.kind = 'sent' AND e.details -> 'left' IS DISTINCT FROM
          (SELECT jsonb_agg(k ORDER BY k COLLATE "C") FROM jsonb_object_keys(personal -> 'said') k) THEN
        RETURN 'another thing leaves than it says';
    ELSIF e.kind = 'sent' AND EXISTS (SELECT FROM jsonb_array_elements_text(e.details -> 'left') datum WHERE NOT EXISTS (
            SELECT FROM tracing_rule r WHERE r.datum = datum.value AND e.details ->> 'agreement' = ANY (r.agreements))) THEN
        RETURN 'the rules keep some of what leaves';
    END IF;
    RETURN NULL;
END $$;

DROP FUNCTION tracing_check_exchange(tracing_event, jsonb, ledger_entry);
CREATE FUNCTION tracing_check_exchange(e tracing_event, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    of_request tracing_request;
    owner text;
BEGIN
    IF e.kind = 'refused' THEN
        RETURN CASE WHEN is_now ->> 'request' <> '' THEN 'a file that was refused belongs to nothing' END;
    END IF;
    IF is_now ->> 'form' IN ('authorised', 'methods') THEN
        RETURN tracing_check_notice(e, is_now, personal);
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
CREATE OR REPLACE FUNCTION tracing_check(e tracing_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void LANGUAGE plpgsql STABLE
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
        ELSE tracing_check_exchange(e, is_now, written, personal) END);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', e.subject, e.kind, written.agency, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;

-- The figures of requests: who sees them, and what became of them, in a narrow row each, written anew with every act on a request or its links.
CREATE FUNCTION tracing_measured(request bigint) RETURNS TABLE (request_id bigint, sent_at timestamptz, acknowledged integer, ended integer, state text,
    ground text, identified boolean, reached smallint, diverted boolean, band smallint)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT r.id, r.sent_at, extract(epoch FROM r.acknowledged_at - r.sent_at)::bigint / 86400, extract(epoch FROM r.ended_at - r.sent_at)::bigint / 86400,
        r.state, r.ground, r.firearm <> '', l.reached, coalesce(l.diverted, false), CASE
            WHEN r.thing <> 'firearm' THEN NULL WHEN r.recovered_on IS NULL OR l.sold_on IS NULL THEN -2 WHEN r.recovered_on < l.sold_on THEN -1
            ELSE (SELECT count(*) FROM unnest(ARRAY[3, 12, 24, 36, 60, 120]) m WHERE r.recovered_on > (l.sold_on + make_interval(months => m))::date) END
    FROM tracing_request r LEFT JOIN LATERAL (
        SELECT max(greatest(array_position(k.roles, s.role), array_position(k.roles, s.to_role))) AS reached, bool_or(s.result = 'diverted') AS diverted,
               min(s."on") FILTER (WHERE s.to_role = 'holder' AND s.role <> 'holder') AS sold_on
        FROM tracing_step s CROSS JOIN (SELECT ARRAY['maker', 'importer', 'wholesaler', 'dealer', 'holder'] AS roles) k
        WHERE s.state = 'answered' AND s.request_id = r.id) l ON true
    WHERE r.id = request AND r.sent_at IS NOT NULL
$$;

CREATE FUNCTION tracing_measure_anew(request bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    one tracing_request;
    under bigint;
BEGIN
    SELECT * INTO one FROM tracing_request WHERE id = request;
    IF one.sent_at IS NULL THEN
        RETURN;
    END IF;
    LOOP
        SELECT s.id INTO under FROM tracing_scope s WHERE s.agency_id = one.agency_id AND s.office = one.office AND s.compartment = one.compartment
            AND s.direction = one.direction AND s.country = one.country AND s.handling = one.handling AND s.named = one.named;
        EXIT WHEN under IS NOT NULL;
        INSERT INTO tracing_scope (agency_id, office, compartment, direction, country, handling, named)
        VALUES (one.agency_id, one.office, one.compartment, one.direction, one.country, one.handling, one.named)
        ON CONFLICT DO NOTHING;
    END LOOP;
    INSERT INTO tracing_measure (request_id, scope_id, sent_at, acknowledged, ended, state, ground, identified, reached, diverted, band)
    SELECT m.request_id, under, m.sent_at, m.acknowledged, m.ended, m.state, m.ground, m.identified, m.reached, m.diverted, m.band
    FROM tracing_measured(request) m
    ON CONFLICT (request_id) DO UPDATE SET (scope_id, sent_at, acknowledged, ended, state, ground, identified, reached, diverted, band) =
        (EXCLUDED.scope_id, EXCLUDED.sent_at, EXCLUDED.acknowledged, EXCLUDED.ended, EXCLUDED.state, EXCLUDED.ground, EXCLUDED.identified,
         EXCLUDED.reached, EXCLUDED.diverted, EXCLUDED.band);
END $$;

-- After an act: what the figures need, and the delay that it began or ended.
CREATE FUNCTION tracing_measure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    request bigint;
    moment timestamptz;
BEGIN
    IF NEW.noun = 'step' THEN
        request := (SELECT s.request_id FROM tracing_step s WHERE s.public_id = NEW.subject);
    ELSE
        request := (SELECT r.id FROM tracing_request r WHERE r.public_id = NEW.subject);
        moment := (SELECT l.recorded_at FROM ledger_entry l WHERE l.entry = NEW.id);
        IF NEW.changes ->> 'state' <> 'delayed' THEN
            UPDATE tracing_delay d SET ended_at = moment WHERE d.request_id = request AND d.ended_at IS NULL;
        ELSIF NEW.kind = 'delayed' THEN
            INSERT INTO tracing_delay (id, request_id, ground, began_at) VALUES (NEW.id, request, NEW.changes ->> 'ground', moment);
        END IF;
    END IF;
    PERFORM tracing_measure_anew(request);
    RETURN NULL;
END $$;
CREATE TRIGGER measure AFTER INSERT ON tracing_event FOR EACH ROW WHEN (NEW.noun <> 'exchange') EXECUTE FUNCTION tracing_measure_apply();
ALTER TABLE tracing_event ENABLE ALWAYS TRIGGER measure;

CREATE OR REPLACE FUNCTION tracing_event_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
CREATE OR REPLACE FUNCTION tracing_erasure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.field = 'described' THEN
        UPDATE tracing_step SET described = NULL WHERE public_id = (SELECT subject FROM tracing_event WHERE id = NEW.entry AND noun = 'step');
    ELSIF NEW.field = 'source' THEN
        UPDATE tracing_step SET source = '' WHERE public_id = (SELECT subject FROM tracing_event WHERE id = NEW.entry AND noun = 'step');
    ELSIF NEW.field = 'said' THEN
        UPDATE tracing_exchange SET said = NULL WHERE public_id = (SELECT subject FROM tracing_event WHERE id = NEW.entry AND noun = 'exchange');
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

-- What was recorded before this migration.
INSERT INTO tracing_delay (id, request_id, ground, began_at, ended_at)
SELECT e.id, r.id, e.changes ->> 'ground', l.recorded_at,
    (SELECT m.recorded_at FROM tracing_event n JOIN ledger_entry m ON m.entry = n.id
     WHERE n.subject = e.subject AND n.n > e.n AND n.changes ->> 'state' <> 'delayed' ORDER BY n.n LIMIT 1)
FROM tracing_event e JOIN ledger_entry l ON l.entry = e.id JOIN tracing_request r ON r.public_id = e.subject WHERE e.kind = 'delayed';
SELECT tracing_measure_anew(id) FROM tracing_request WHERE sent_at IS NOT NULL;

DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['tracing_scope', 'tracing_measure', 'tracing_delay']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;

-- A lot is looked for as it was read, without what stands between its letters and figures.
CREATE FUNCTION tracing_bare(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT upper(regexp_replace(coalesce(said, ''), '[^[:alnum:]]', '', 'g'))
$$;
CREATE INDEX tracing_request_lot ON tracing_request (tracing_bare(lot ->> 'lot') text_pattern_ops) WHERE lot ? 'lot';
CREATE INDEX tracing_request_headstamp ON tracing_request (tracing_bare(lot ->> 'headstamp') text_pattern_ops) WHERE lot ? 'headstamp';

