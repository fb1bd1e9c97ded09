-- Applications, licences, notices, removals and offers are projected from their events; an event does what its act may, and no more.

-- Which act leads from which state to which, and what it sets (`licensing/table.py`); `ifar migrate` fills it in.
CREATE TABLE licensing_act (
    noun text,
    kind text,
    leads jsonb NOT NULL,               -- state before (empty: there is nothing yet) -> state after
    columns text[] NOT NULL,
    PRIMARY KEY (noun, kind)
);

CREATE FUNCTION licensing_event_payload(e licensing_event) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes, 'proposal', e.proposal)
$$;

-- The records of one party: the one that stands, and all that were joined to it.
CREATE FUNCTION licensing_records(one text) RETURNS text[] LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH RECURSIVE up AS (
        SELECT public_id, merged_into FROM parties_party WHERE public_id = one
        UNION SELECT p.public_id, p.merged_into FROM up JOIN parties_party p ON p.public_id = up.merged_into
    ), whole AS (
        SELECT public_id FROM up WHERE merged_into = ''
        UNION SELECT p.public_id FROM whole JOIN parties_party p ON p.merged_into = whole.public_id AND p.merged_into <> ''
    )
    SELECT array_agg(public_id::text) || one FROM whole
$$;

-- Why an act on an application cannot be, or null: `was` is the record before, `is_now` after it, `who` wrote the entry, `at` when.
CREATE FUNCTION licensing_wrong_application(e licensing_event, was jsonb, is_now jsonb, who text, at timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    rule reference_licencekind;
    item CONSTANT text := e.details ->> 'item';
    -- Everybody who stands for a decision: who wrote it, who said yes to it, and for whom they stood in.
    by_whom CONSTANT text[] := accounts_answered(e.proposal) || (SELECT accounts_people(l) FROM ledger_entry l WHERE l.entry = e.id);
BEGIN
    SELECT * INTO rule FROM reference_licencekind WHERE code = coalesce(was, is_now) ->> 'kind';
    IF e.kind = 'checked' THEN
        -- A check is answered by an office of a kind that the list names, one check at a time, in the name of whoever answers.
        IF NOT EXISTS (SELECT FROM ledger_entry l JOIN accounts_agency a ON a.public_id = l.agency
                       JOIN reference_checkitem c ON c.code = item AND a.kind = ANY (string_to_array(c.answered_by, '|'))
                       WHERE l.entry = e.id) THEN
            RETURN 'another kind of office answers ' || coalesce(item, 'it');
        ELSIF (is_now -> 'checks') - item IS DISTINCT FROM (was -> 'checks') - item
              OR is_now -> 'checks' -> item ->> 'by' IS DISTINCT FROM who
              OR is_now -> 'checks' -> item ->> 'answer' IS DISTINCT FROM e.details ->> 'answer' THEN
            RETURN 'it answers more than one check, or for somebody else';
        END IF;
    ELSIF e.kind IN ('granted', 'refused', 'dismissed') THEN
        IF EXISTS (SELECT FROM licensing_event o JOIN ledger_entry l ON l.entry = o.id
                   WHERE o.subject = e.subject AND o.kind IN ('checked', 'advised') AND l.actor = ANY (by_whom)) THEN
            RETURN 'whoever examined it does not decide about it';
        ELSIF NOT accounts_holds(who, ARRAY[rule.decides::text]) OR NOT EXISTS (
              SELECT FROM accounts_decision d WHERE d.proposal_id = e.proposal AND d.verdict = 'approve'
              AND accounts_holds(d.decider, ARRAY[rule.decides::text])) THEN
            RETURN 'the role that decides is ' || rule.decides;
        END IF;
    END IF;
    IF e.kind = 'granted' THEN
        IF EXISTS (SELECT FROM unnest(string_to_array(rule.checks, '|')) AS c
                   WHERE was -> 'checks' -> c ->> 'answer' IS DISTINCT FROM 'passed') THEN
            RETURN 'its checklist is not complete';
        -- Who is merely alike is for people to judge; a bar of the applicant's own record ends by being lifted, which takes two.
        ELSIF EXISTS (SELECT FROM parties_bar b WHERE b.party = ANY (licensing_records(was ->> 'applicant')) AND NOT b.lifted
                      AND b.valid_from <= (at AT TIME ZONE 'UTC')::date
                      AND (b.valid_until IS NULL OR b.valid_until >= (at AT TIME ZONE 'UTC')::date)) THEN
            RETURN 'the applicant is barred';
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- Why a licence cannot be granted or renewed so, or null: it says what its application was granted, and no more.
CREATE FUNCTION licensing_wrong_licence(e licensing_event, was jsonb, is_now jsonb, at timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    rule reference_licencekind;
    asked licensing_application;
BEGIN
    IF e.kind NOT IN ('granted', 'renewed') THEN
        RETURN NULL;
    END IF;
    SELECT * INTO asked FROM licensing_application WHERE public_id = e.details ->> 'application';
    SELECT * INTO rule FROM reference_licencekind WHERE code = asked.kind;
    IF asked.id IS NULL OR asked.state <> 'granted' OR asked.licence <> e.subject
       OR is_now ->> 'application' IS DISTINCT FROM asked.public_id
       OR is_now ->> 'kind' <> asked.kind OR is_now ->> 'holder' <> asked.applicant OR is_now ->> 'book' <> asked.book
       OR (asked.purpose = 'renewal') <> (e.kind = 'renewed') THEN
        RETURN 'no granted application says so';
    ELSIF e.kind = 'granted' AND (is_now -> 'categories' IS DISTINCT FROM to_jsonb(asked.categories)
          OR is_now -> 'quota' IS DISTINCT FROM coalesce(to_jsonb(asked.quota), 'null') OR is_now ->> 'counts' <> rule.counts
          OR is_now -> 'allows' IS DISTINCT FROM to_jsonb(string_to_array(rule.allows, '|'))
          OR is_now -> 'conditions' IS DISTINCT FROM (SELECT o.details -> 'conditions' FROM licensing_event o WHERE o.id = asked.last_event)
          OR abs((is_now ->> 'valid_from')::date - (at AT TIME ZONE 'UTC')::date) > 1) THEN
        RETURN 'it says more than was granted';
    ELSIF (is_now ->> 'valid_to') IS NULL <> (asked.months IS NULL)
          OR (is_now ->> 'valid_to')::date >= (greatest(coalesce((was ->> 'valid_to')::date + 1, (is_now ->> 'valid_from')::date),
                  (at AT TIME ZONE 'UTC')::date + 1) + make_interval(months => asked.months))::date THEN
        RETURN 'it is longer than was granted';
    END IF;
    RETURN NULL;
END $$;

-- Why another act cannot be, or null.
CREATE FUNCTION licensing_wrong_other(e licensing_event, was jsonb, is_now jsonb, who text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF e.noun = 'removal' AND e.kind = 'cleared' THEN
        IF EXISTS (SELECT FROM registry_firearm f WHERE f.merged_into = '' AND f.custodian = ANY (licensing_records(was ->> 'holder'))) THEN
            RETURN 'the holder keeps firearms';
        -- Lent, in repair or abroad, it comes back.
        ELSIF EXISTS (SELECT FROM registry_firearm f WHERE f.merged_into = '' AND f.owner = ANY (licensing_records(was ->> 'holder'))
                      AND f.state IN ('on_loan', 'in_repair', 'temp_exported')) THEN
            RETURN 'the holder owns firearms that come back';
        END IF;
    ELSIF e.noun = 'offer' AND e.kind IN ('confirmed', 'declined') THEN
        IF EXISTS (SELECT FROM licensing_event o JOIN ledger_entry l ON l.entry = o.id
                   WHERE o.subject = e.subject AND o.kind = 'made' AND l.actor = who) THEN
            RETURN 'the other side answers it';
        ELSIF e.kind = 'confirmed' AND was ->> 'buyer' LIKE 'P%' AND NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = was ->> 'buyer') THEN
            RETURN 'there is no such buyer';
        END IF;
    ELSIF e.noun = 'notice' AND e.kind = 'matched' THEN
        IF NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = is_now ->> 'party') THEN
            RETURN 'there is no such party';
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- What an act asks for beyond the table.
CREATE FUNCTION licensing_check(e licensing_event, was jsonb, is_now jsonb, who text, at timestamptz) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
DECLARE
    wrong CONSTANT text := CASE e.noun
        WHEN 'application' THEN licensing_wrong_application(e, was, is_now, who, at)
        WHEN 'licence' THEN licensing_wrong_licence(e, was, is_now, at)
        ELSE licensing_wrong_other(e, was, is_now, who) END;
BEGIN
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', e.subject, e.kind, who, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION licensing_event_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bare CONSTANT jsonb := '{"book": "", "licence": "", "categories": [], "checks": {}, "pauses": [], "advice": "", "grounds": [], "conditions": [],
                             "ground": "", "party": "", "notice": "", "way": "", "proof": "", "seller": "", "again": 0,
                             "area": "", "beacon": "", "seed": "", "seed_size": 0, "drawn": [], "round": "", "token": "", "stratum": "",
                             "finding": "", "missed": 0, "answers": {}, "result": "", "replacement": "", "by_visit": "", "to_agency": "",
                             "channel": "", "tried": [], "batch": "", "failure": "", "how": ""}';
    name CONSTANT text := 'licensing_' || NEW.noun;
    written ledger_entry;
    rule licensing_act;
    personal jsonb;
    was jsonb;
    is_now jsonb;
    columns text;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.id;
    IF written.id IS NULL OR written.object <> NEW.subject OR written.schema <> NEW.schema
       OR written.act <> 'licensing.' || NEW.noun || '_' || NEW.kind
       OR convert_from(written.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM licensing_event_payload(NEW) THEN
        RAISE EXCEPTION 'ifar: licensing event % differs from its ledger entry', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(jsonb_object_agg(field, value), '{}') INTO personal FROM ledger_personal WHERE entry = NEW.id;
    IF (SELECT count(*) FROM jsonb_object_keys(personal)) <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
        RAISE EXCEPTION 'ifar: licensing event % commits to values that are not there', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO rule FROM licensing_act a WHERE a.noun = NEW.noun AND a.kind = NEW.kind;
    EXECUTE format('SELECT to_jsonb(r) FROM %I r WHERE public_id = $1 FOR UPDATE', name) INTO was USING NEW.subject;
    IF coalesce((was ->> 'n')::integer, 0) <> NEW.n - 1 OR (was ->> 'last_event')::uuid IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', NEW.subject USING ERRCODE = 'serialization_failure';
    END IF;
    IF rule.kind IS NULL OR rule.leads ->> coalesce(was ->> 'state', '') IS DISTINCT FROM NEW.changes ->> 'state'
       OR NEW.changes - rule.columns - (CASE WHEN was IS NULL THEN ARRAY['compartment', 'agency'] ELSE ARRAY[]::text[] END) <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: % cannot be % from %', NEW.subject, NEW.kind, coalesce(was ->> 'state', 'nothing') USING ERRCODE = 'check_violation';
    END IF;
    -- What two people decided is what the event sets; days of the decision follow from the day.
    IF EXISTS (SELECT FROM accounts_eyes WHERE act = written.act)
       AND NOT NEW.details @> (NEW.changes - ARRAY['state', 'decided_on', 'appeal_until', 'due_on', 'pauses']) THEN
        RAISE EXCEPTION 'ifar: % of % sets what was not decided', NEW.kind, NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    is_now := coalesce(was, bare) || (NEW.changes - 'agency') || jsonb_build_object('public_id', NEW.subject, 'n', NEW.n, 'last_event', NEW.id);
    -- An act that hands a record over sets its office, as the first one does.
    IF NEW.changes ? 'agency' THEN
        is_now := is_now || jsonb_build_object('agency_id', (SELECT id FROM accounts_agency WHERE public_id = NEW.changes ->> 'agency'),
                                               'described', personal -> 'described');
    END IF;
    PERFORM licensing_check(NEW, was, is_now, written.actor, written.recorded_at);
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
CREATE TRIGGER apply BEFORE INSERT ON licensing_event FOR EACH ROW EXECUTE FUNCTION licensing_event_apply();
ALTER TABLE licensing_event ENABLE ALWAYS TRIGGER apply;

-- An application is granted once, whatever two clients do at the same moment.
CREATE UNIQUE INDEX licensing_event_spent ON licensing_event ((details ->> 'application')) WHERE noun = 'licence' AND kind IN ('granted', 'renewed');

-- Who a notice meant, once it was lawfully erased.
CREATE FUNCTION licensing_erasure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.field = 'described' THEN
        UPDATE licensing_notice SET described = NULL
        WHERE public_id = (SELECT subject FROM licensing_event WHERE id = NEW.entry AND noun = 'notice' AND kind = 'taken');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_licensing AFTER INSERT ON ledger_erasure FOR EACH ROW EXECUTE FUNCTION licensing_erasure_apply();
ALTER TABLE ledger_erasure ENABLE ALWAYS TRIGGER c_licensing;

SELECT ledger_make_insert_only('licensing_event');
DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['licensing_application', 'licensing_licence', 'licensing_notice', 'licensing_removal', 'licensing_offer']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
