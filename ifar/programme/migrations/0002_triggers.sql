-- Everything of the programme is projected from its acts; an act does what its table says, and no balance of the Fund goes below zero.

-- Which act leads from which state to which, and what it sets (`programme/acts.py`); `ifar migrate` fills it in.
CREATE TABLE programme_act (
    noun text,
    kind text,
    leads jsonb NOT NULL,               -- state before (empty: there is nothing yet) -> state after
    columns text[] NOT NULL,
    PRIMARY KEY (noun, kind)
);

CREATE FUNCTION programme_event_payload(e programme_event) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes)
$$;

-- Whether somebody wrote a value since it was last approved: nobody approves what they wrote.
CREATE FUNCTION programme_wrote(who text[], of text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
        WHERE e.noun = 'value' AND e.subject = of AND l.actor = ANY (who) AND e.kind IN ('drafted', 'reported', 'computed', 'changed', 'submitted')
          AND e.n > coalesce((SELECT max(a.n) FROM programme_event a WHERE a.noun = 'value' AND a.subject = of AND a.kind = 'approved'), 0))
$$;

CREATE FUNCTION programme_check_value(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    -- The lock waits for whoever writes now, and whoever comes later finds it.
    PERFORM FROM programme_period p WHERE p.name = is_now ->> 'period' AND p.state = 'open' FOR SHARE;
    IF NOT FOUND THEN
        RETURN 'the period is locked, or there is none';
    ELSIF was IS NOT NULL AND (was ->> 'indicator', was ->> 'period', was ->> 'place')
          IS DISTINCT FROM (is_now ->> 'indicator', is_now ->> 'period', is_now ->> 'place') THEN
        RETURN 'a value stays where it was reported';
    ELSIF NOT EXISTS (SELECT FROM programme_indicator i WHERE i.public_id = is_now ->> 'indicator' AND i.state = 'defined') THEN
        RETURN 'there is no such indicator';
    ELSIF e.kind = 'approved' THEN
        IF is_now ->> 'approved_by' <> written.actor OR NOT accounts_holds(written.actor, ARRAY['programme_manager'])
           OR programme_wrote(accounts_people(written), e.subject) THEN
            RETURN 'another person approves';
        END IF;
    ELSIF e.kind = 'returned' THEN
        IF NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN RETURN 'it is not theirs to return'; END IF;
    ELSIF e.kind = 'computed' THEN
        IF is_now -> 'lineage' = '{}'::jsonb OR (SELECT i.source FROM programme_indicator i WHERE i.public_id = is_now ->> 'indicator') = '' THEN
            RETURN 'it says not from which records it comes';
        ELSIF is_now ->> 'approved_by' <> '' THEN
            RETURN 'a new version was approved by nobody yet';
        END IF;
    ELSIF is_now ->> 'reported_by' <> written.actor AND e.kind IN ('drafted', 'reported', 'changed', 'submitted') THEN
        RETURN 'another reported it';
    ELSIF is_now -> 'lineage' IS DISTINCT FROM coalesce(was -> 'lineage', '{}'::jsonb) AND is_now -> 'lineage' <> '{}'::jsonb THEN
        RETURN 'only what is computed has records behind it';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION programme_check_journal(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    envelope CONSTANT text := is_now ->> 'contribution';
    line record;
    short text;
BEGIN
    IF NOT accounts_holds(written.actor, ARRAY['fund_officer']) THEN
        RETURN 'they do not keep the books';
    END IF;
    IF envelope <> '' THEN
        -- Whoever books on the same envelope waits, so that two together cannot spend what is there once.
        PERFORM FROM programme_contribution c WHERE c.public_id = envelope FOR UPDATE;
        IF NOT FOUND THEN RETURN 'there is no such contribution'; END IF;
    END IF;
    INSERT INTO programme_posting (journal, n, account, contribution, project, amount)
        SELECT e.subject, o.ordinality, o.line ->> 'account', coalesce(o.line ->> 'contribution', ''), coalesce(o.line ->> 'project', ''),
               (o.line ->> 'amount')::numeric
        FROM jsonb_array_elements(e.details -> 'lines') WITH ORDINALITY AS o(line, ordinality);
    IF EXISTS (SELECT FROM programme_posting p WHERE p.journal = e.subject AND p.contribution <> envelope) THEN
        RETURN 'a line is another contribution''s';
    END IF;
    SELECT string_agg(t.account || ' ' || t.project, ', ') INTO short FROM (
        SELECT p.account, p.project, sum(p.amount) AS balance FROM programme_posting p
        WHERE p.contribution = envelope AND (p.account, p.project) IN (SELECT m.account, m.project FROM programme_posting m WHERE m.journal = e.subject)
        GROUP BY p.account, p.project) t
    WHERE t.account <> 'exchange' AND t.balance * (CASE WHEN t.account IN ('pledges', 'receivable', 'cash', 'expense') THEN 1 ELSE -1 END) < 0
      AND envelope <> '';
    RETURN CASE WHEN short IS NOT NULL THEN 'it would bring below zero: ' || short END;
END $$;

CREATE FUNCTION programme_check(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN CASE e.noun
        WHEN 'value' THEN programme_check_value(e, was, is_now, written)
        WHEN 'journal' THEN programme_check_journal(e, is_now, written)
        WHEN 'period' THEN CASE WHEN NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN 'it is not theirs to open or lock' END
        WHEN 'contribution' THEN CASE WHEN NOT accounts_holds(written.actor, ARRAY['fund_officer']) THEN 'they do not keep the books' END
        WHEN 'theme' THEN CASE WHEN NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN 'it is not theirs to set' END
        WHEN 'project' THEN NULL
        WHEN 'result' THEN CASE WHEN is_now ->> 'project' <> '' AND NOT EXISTS (
            SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project') THEN 'there is no such project' END
        WHEN 'indicator' THEN CASE WHEN NOT EXISTS (
            SELECT FROM programme_result r WHERE r.public_id = is_now ->> 'result') THEN 'there is no such result' END
        ELSE 'there is no such noun' END;
END $$;

CREATE FUNCTION programme_event_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
CREATE TRIGGER apply BEFORE INSERT ON programme_event FOR EACH ROW EXECUTE FUNCTION programme_event_apply();
ALTER TABLE programme_event ENABLE ALWAYS TRIGGER apply;

-- Postings balance: asked at the end of the transaction, journal by journal.
CREATE FUNCTION programme_posting_balance() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT sum(p.amount) FROM programme_posting p WHERE p.journal = NEW.journal) <> 0 THEN
        RAISE EXCEPTION 'ifar: the lines of journal % do not add up to zero', NEW.journal USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balance AFTER INSERT ON programme_posting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION programme_posting_balance();
ALTER TABLE programme_posting ENABLE ALWAYS TRIGGER balance;

SELECT ledger_make_insert_only('programme_event');
DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['programme_theme', 'programme_project', 'programme_result', 'programme_indicator', 'programme_period',
                                'programme_value', 'programme_contribution', 'programme_journal', 'programme_posting']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
