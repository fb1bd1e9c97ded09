-- Chains of custody, rooms, counts, requests, batches and series are projected from their events; an event does what its act may.

-- Which act leads from which state to which, and what it sets (`recoveries/custody_acts.py`); `ifar migrate` fills it in.
CREATE TABLE recoveries_custodyact (
    noun text,
    kind text,
    leads jsonb NOT NULL,               -- state before (empty: there is nothing yet) -> state after
    columns text[] NOT NULL,
    PRIMARY KEY (noun, kind)
);

CREATE FUNCTION recoveries_custodyevent_payload(e recoveries_custodyevent) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes, 'proposal', e.proposal)
$$;

-- Exhibits that an office does not hold with an unbroken chain, of those that a list names: such a thing is not destroyed, it is looked for.
-- What the list says of its firearm is what the exhibit's record says, and it waits for disposal.
CREATE FUNCTION recoveries_not_at_hand(lines jsonb, office bigint) RETURNS SETOF text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT l.exhibit FROM jsonb_to_recordset(lines) AS l(exhibit text, firearm text)
    WHERE NOT EXISTS (SELECT FROM recoveries_chain c WHERE c.public_id = l.exhibit AND c.state = 'kept' AND c.agency_id = office AND c.gaps = '[]')
       OR NOT EXISTS (SELECT FROM recoveries_item i JOIN registry_firearm f ON f.public_id = i.firearm
                      WHERE i.public_id = l.exhibit AND i.firearm = l.firearm AND f.state = 'pending_disposal')
$$;

-- The lines of a batch that no exception names.
CREATE FUNCTION recoveries_to_destroy(batch jsonb) RETURNS SETOF jsonb LANGUAGE sql IMMUTABLE
SET search_path = public, pg_temp AS $$
    SELECT l FROM jsonb_array_elements(batch -> 'lines') AS l WHERE NOT (batch -> 'exceptions') ? (l ->> 'exhibit')
$$;

-- Everything that differs between a room and what somebody found there, as `recoveries/counting.py` names it. A seal that nobody read (null)
-- differs from nothing.
CREATE FUNCTION recoveries_count_differs(of_room text, office bigint, told jsonb) RETURNS SETOF text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    WITH line AS (SELECT value ->> 0 AS label, value ->> 1 AS seal, ordinality AS at FROM jsonb_array_elements(told) WITH ORDINALITY),
    seen AS (SELECT DISTINCT ON (label) label, seal FROM line ORDER BY label, at),
    lying AS (SELECT public_id AS label, seal FROM recoveries_chain WHERE room = of_room AND agency_id = office AND state IN ('kept', 'handed'))
    SELECT 'missing:' || label FROM lying WHERE label NOT IN (SELECT label FROM seen)
    UNION ALL SELECT 'seal:' || label FROM lying JOIN seen USING (label) WHERE lying.seal <> seen.seal
    UNION ALL SELECT 'unexpected:' || label FROM seen WHERE label NOT IN (SELECT label FROM lying)
    UNION ALL SELECT 'doubled:' || label FROM line GROUP BY label HAVING count(*) > 1
$$;

-- Who had an exhibit in hand at a gap of its chain: whose act shows it, whose act came before, and who had it until then.
CREATE FUNCTION recoveries_gap_concerns(chain text, gap integer, who text[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM recoveries_custodyevent g JOIN ledger_entry l ON l.entry = g.id
        WHERE g.subject = chain AND l.actor = ANY (who) AND g.n IN (
            gap,
            (SELECT max(n) FROM recoveries_custodyevent WHERE subject = chain AND n < gap AND kind <> 'explained'),
            (SELECT max(n) FROM recoveries_custodyevent WHERE subject = chain AND n < gap
                                                        AND kind IN ('taken_in', 'received', 'moved', 'refound'))))
$$;

-- The gaps that an act leaves in its chain, as `recoveries/custody.py` finds them: whoever writes an act does not say that it left none.
CREATE FUNCTION recoveries_gaps_left(e recoveries_custodyevent, was jsonb, written ledger_entry) RETURNS SETOF text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    d CONSTANT jsonb := e.details;
    at CONSTANT timestamptz := (d ->> 'at')::timestamptz;
    seal CONSTANT text := coalesce(d ->> 'seal', '');
    latest timestamptz;
    given timestamptz;
    had recoveries_custodyevent;
    stood_in text;
    sealed_with text;
BEGIN
    IF e.kind IN ('taken_in', 'explained') THEN
        RETURN;
    END IF;
    -- Declining or taking back moves nothing, but the chain does not go back in time behind it.
    SELECT max((details ->> 'at')::timestamptz) INTO latest FROM recoveries_custodyevent
    WHERE subject = e.subject AND n < e.n AND kind <> 'explained' AND n >= (
        SELECT max(n) FROM recoveries_custodyevent WHERE subject = e.subject AND n < e.n AND kind NOT IN ('explained', 'declined', 'taken_back'));
    SELECT (details ->> 'at')::timestamptz INTO given FROM recoveries_custodyevent
    WHERE subject = e.subject AND n < e.n AND kind = 'handed' ORDER BY n DESC LIMIT 1;
    SELECT * INTO had FROM recoveries_custodyevent
    WHERE subject = e.subject AND n < e.n AND kind IN ('taken_in', 'received', 'moved', 'refound') ORDER BY n DESC LIMIT 1;
    SELECT coalesce(CASE WHEN kind = 'moved' THEN details ->> 'to_place' ELSE details ->> 'place' END, '') INTO stood_in FROM recoveries_custodyevent
    WHERE subject = e.subject AND n < e.n AND kind NOT IN ('explained', 'declined', 'taken_back', 'missed', 'sealed') ORDER BY n DESC LIMIT 1;
    SELECT coalesce(details ->> 'seal', '') INTO sealed_with FROM recoveries_custodyevent
    WHERE subject = e.subject AND n < e.n AND kind NOT IN ('explained', 'declined', 'taken_back', 'missed') ORDER BY n DESC LIMIT 1;
    IF at < latest OR e.kind = 'received' AND at - given > interval '24 hours' THEN
        RETURN NEXT e.n || ':time';
    END IF;
    IF e.kind IN ('declined', 'taken_back') THEN
        RETURN;
    END IF;
    IF e.kind <> 'received' THEN
        IF written.agency <> (SELECT public_id FROM accounts_agency WHERE id = (was ->> 'agency_id')::bigint)
           OR e.kind NOT IN ('missed', 'counted', 'refound') AND written.actor <> (SELECT actor FROM ledger_entry WHERE entry = had.id)
              AND NOT coalesce((had.details ->> CASE WHEN had.kind = 'moved' THEN 'to_room' ELSE 'room' END)::boolean, false) THEN
            RETURN NEXT e.n || ':person';
        END IF;
        IF e.kind = 'missed' OR e.kind IN ('handed', 'moved', 'counted', 'released') AND coalesce(d ->> 'place', '') <> stood_in THEN
            RETURN NEXT e.n || ':place';
        END IF;
    END IF;
    IF e.kind = 'sealed' THEN
        IF sealed_with <> '' AND btrim(coalesce(d ->> 'reason', '')) = '' THEN
            RETURN NEXT e.n || ':seal';
        END IF;
    ELSIF e.kind <> 'missed' AND (seal <> sealed_with OR NOT coalesce((d ->> 'whole')::boolean, true)) THEN
        RETURN NEXT e.n || ':seal';
    END IF;
END $$;

-- What an act of a chain sets is what it says: who has it, where it lies, under which seal, and every gap that it left.
CREATE FUNCTION recoveries_chain_check(e recoveries_custodyevent, was jsonb, is_now jsonb, written ledger_entry) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    gap CONSTANT text := e.details ->> 'gap';
    wrong text;
BEGIN
    IF e.changes ? 'keeper' AND is_now ->> 'keeper' <> written.actor THEN
        wrong := 'whoever does it has it';
    ELSIF e.kind IN ('taken_in', 'handed', 'received', 'moved', 'refound') AND coalesce(nullif(is_now ->> 'room', ''), is_now ->> 'place')
          IS DISTINCT FROM e.details ->> (CASE WHEN e.kind = 'moved' THEN 'to_place' ELSE 'place' END) THEN
        wrong := 'it lies where the act says';
    ELSIF e.changes ? 'seal' AND is_now ->> 'seal' <> e.details ->> 'seal' THEN
        wrong := 'its seal is the one that the act says';
    ELSIF e.kind = 'explained' THEN
        IF is_now -> 'gaps' IS DISTINCT FROM (SELECT coalesce(jsonb_agg(g ORDER BY o), '[]') FROM jsonb_array_elements(was -> 'gaps')
                                              WITH ORDINALITY AS x(g, o) WHERE g ->> 'key' <> gap) THEN
            wrong := 'one gap is explained, and the others stay';
        END IF;
    ELSIF NOT (is_now -> 'gaps') @> coalesce(was -> 'gaps', '[]')
          OR ARRAY(SELECT g ->> 'key' FROM jsonb_array_elements(is_now -> 'gaps') AS g ORDER BY 1) IS DISTINCT FROM
             ARRAY(SELECT g ->> 'key' FROM jsonb_array_elements(coalesce(was -> 'gaps', '[]')) AS g
                   UNION SELECT recoveries_gaps_left(e, was, written) ORDER BY 1) THEN
        wrong := 'it does not tell the gaps that it leaves';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', e.subject, e.kind, written.actor, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;

-- What an act asks for beyond the table: `was` is the record before, `is_now` after it, `written` its entry in the log.
CREATE FUNCTION recoveries_custody_check(e recoveries_custodyevent, was jsonb, is_now jsonb, written ledger_entry) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    who CONSTANT text := written.actor;
    people CONSTANT text[] := accounts_people(written);
    asked accounts_proposal;
    wrong text;
BEGIN
    CASE e.noun || ' ' || e.kind
        WHEN 'chain taken_in' THEN
            IF is_now ->> 'keeper' <> who OR e.changes ->> 'agency' <> written.agency THEN
                wrong := 'whoever takes it in has it';
            ELSIF NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = e.subject AND i.compartment = is_now ->> 'compartment') THEN
                wrong := 'there is no such exhibit';
            ELSIF NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = e.subject AND i.agency_id = ANY (
                    recoveries_offices((SELECT id FROM accounts_agency WHERE public_id = written.agency)))) THEN
                wrong := 'its case is another office''s';
            END IF;
        WHEN 'chain handed' THEN
            IF is_now ->> 'handed_by' <> who OR written.agency <> (SELECT public_id FROM accounts_agency WHERE id = (was ->> 'agency_id')::bigint) THEN
                wrong := 'whoever has it hands it over';
            ELSIF NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'to_agency') THEN
                wrong := 'there is no such office';
            END IF;
        WHEN 'chain received', 'chain declined' THEN
            IF was ->> 'handed_by' = ANY (people) THEN
                wrong := 'one person does not sign on both sides';
            ELSIF written.agency <> was ->> 'to_agency' THEN
                wrong := 'another office was meant';
            ELSIF e.kind = 'received' AND (is_now ->> 'keeper' <> who OR e.changes ->> 'agency' <> written.agency) THEN
                wrong := 'whoever receives it has it';
            END IF;
        WHEN 'chain moved', 'chain sealed', 'chain refound' THEN
            IF written.agency <> (SELECT public_id FROM accounts_agency WHERE id = (was ->> 'agency_id')::bigint) THEN
                wrong := 'another office has it';
            END IF;
        WHEN 'chain released' THEN
            -- It leaves custody because the register says so: given back, passed on or destroyed.
            IF was ->> 'firearm' <> '' AND EXISTS (
                SELECT FROM registry_firearm f WHERE f.public_id = was ->> 'firearm'
                AND f.state IN ('seized', 'found', 'surrendered', 'in_forensics', 'evidence', 'confiscated', 'pending_disposal')) THEN
                wrong := 'the register says that it still is in custody';
            END IF;
        WHEN 'chain explained' THEN
            IF recoveries_gap_concerns(e.subject, split_part(e.details ->> 'gap', ':', 1)::integer, people) THEN
                wrong := 'another person explains it than those who had it at the gap';
            ELSIF NOT (was -> 'gaps') @> jsonb_build_array(jsonb_build_object('key', e.details ->> 'gap')) THEN
                wrong := 'there is no such gap';
            ELSIF NOT (was ->> 'agency_id')::bigint = ANY (recoveries_offices((SELECT id FROM accounts_agency WHERE public_id = written.agency)))
                  AND NOT EXISTS (SELECT FROM recoveries_custodyevent g JOIN ledger_entry l ON l.entry = g.id
                                  WHERE g.subject = e.subject AND l.agency = written.agency) THEN
                wrong := 'an office explains it that has or had the exhibit';
            END IF;
        WHEN 'count begun' THEN
            IF is_now ->> 'counter' <> who THEN
                wrong := 'whoever counts begins it';
            ELSIF NOT EXISTS (SELECT FROM recoveries_room r WHERE r.public_id = is_now ->> 'room' AND r.state = 'open'
                              AND r.agency_id = (is_now ->> 'agency_id')::bigint) THEN
                wrong := 'there is no such room';
            END IF;
        WHEN 'count agreed', 'count differed' THEN
            IF was ->> 'counter' <> who THEN
                wrong := 'whoever counts says what is there';
            ELSIF ARRAY(SELECT x ->> 'key' FROM jsonb_array_elements(is_now -> 'differences') AS x ORDER BY 1) IS DISTINCT FROM
                  ARRAY(SELECT recoveries_count_differs(was ->> 'room', (was ->> 'agency_id')::bigint, e.details -> 'seen') ORDER BY 1)
                  OR (e.kind = 'agreed') <> (is_now -> 'differences' = '[]') THEN
                -- Somebody may have received or handed on what lies there since it was compared: then it is compared again.
                RAISE EXCEPTION 'ifar: % does not say what differs', e.subject USING ERRCODE = 'serialization_failure';
            END IF;
        WHEN 'count abandoned' THEN
            IF was ->> 'counter' = ANY (people) THEN
                wrong := 'another person gives a count up than the one who began it';
            ELSIF written.agency <> (SELECT public_id FROM accounts_agency WHERE id = (was ->> 'agency_id')::bigint) THEN
                wrong := 'another office counts';
            END IF;
        WHEN 'count settled', 'count closed' THEN
            IF was ->> 'counter' = ANY (people) THEN
                wrong := 'another person explains a difference than the one who counted';
            ELSIF e.kind = 'closed' AND EXISTS (SELECT FROM jsonb_array_elements(was -> 'differences') AS d
                                                WHERE NOT (is_now -> 'settled') ? (d ->> 'key')) THEN
                wrong := 'not every difference is explained';
            END IF;
        WHEN 'request asked' THEN
            IF NOT EXISTS (SELECT FROM recoveries_chain c JOIN recoveries_item i ON i.public_id = c.public_id
                           JOIN accounts_agency a ON a.public_id = written.agency
                           WHERE c.public_id = is_now ->> 'exhibit' AND (c.agency_id = a.id OR i.agency_id = ANY (recoveries_offices(a.id)))) THEN
                wrong := 'another office has it';
            END IF;
        WHEN 'request accepted', 'request answered' THEN
            IF written.agency <> was ->> 'laboratory' THEN
                wrong := 'another laboratory was asked';
            ELSIF e.kind = 'answered' AND jsonb_path_exists(is_now -> 'results', '$[*].answer') THEN
                wrong := 'what was found stands apart from the log';
            END IF;
        WHEN 'series joined' THEN
            IF (was -> 'members') ? (e.details ->> 'exhibit') OR jsonb_array_length(is_now -> 'members') <> jsonb_array_length(was -> 'members') + 1
               OR NOT ((is_now -> 'members') @> ((was -> 'members') || jsonb_build_array(e.details ->> 'exhibit')))
               OR NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = e.details ->> 'exhibit') THEN
                wrong := 'one arm joins it, and none leaves it';
            END IF;
        WHEN 'batch sealed' THEN
            SELECT * INTO asked FROM accounts_proposal WHERE public_id = e.proposal;
            IF is_now ->> 'proposer' IS DISTINCT FROM asked.proposer OR is_now ->> 'approver' <> who THEN
                wrong := 'it names another proposer or approver';
            ELSIF jsonb_array_length(was -> 'lines') = 0 THEN
                wrong := 'its list is empty';
            ELSIF EXISTS (
                SELECT FROM jsonb_to_recordset(was -> 'lines') AS l(exhibit text, firearm text)
                WHERE EXISTS (SELECT FROM recoveries_batch b, jsonb_to_recordset(b.lines) AS o(exhibit text)
                              WHERE b.state = 'sealed' AND o.exhibit = l.exhibit)) THEN
                wrong := 'something on its list stands on another sealed list';
            ELSIF EXISTS (SELECT recoveries_not_at_hand(was -> 'lines', (was ->> 'agency_id')::bigint)) THEN
                wrong := 'something on its list does not wait for disposal in the custody of this office, its chain whole';
            END IF;
        WHEN 'batch checked' THEN
            IF was -> 'witnesses' <> '[]' THEN
                wrong := 'a witness has signed what was read';
            ELSIF EXISTS (SELECT FROM jsonb_object_keys(is_now -> 'readings') AS r(exhibit)
                          WHERE r.exhibit NOT IN (SELECT l ->> 'exhibit' FROM jsonb_array_elements(was -> 'lines') AS l)) THEN
                wrong := 'something that was read stands on no line of its list';
            END IF;
        WHEN 'batch witnessed' THEN
            IF people && ARRAY[was ->> 'proposer', was ->> 'approver'] THEN
                wrong := 'whoever listed or approved it does not witness it';
            ELSIF (was -> 'witnesses') ?| people OR is_now -> 'witnesses' IS DISTINCT FROM (was -> 'witnesses') || to_jsonb(who) THEN
                wrong := 'a witness signs once, and for nobody else';
            ELSIF EXISTS (SELECT FROM jsonb_array_elements(was -> 'lines') AS l WHERE NOT (was -> 'readings') ? (l ->> 'exhibit')) THEN
                wrong := 'not everything on its list was read yet';
            END IF;
        WHEN 'batch destroyed' THEN
            IF jsonb_array_length(was -> 'witnesses') < 2 THEN
                wrong := 'it takes two witnesses';
            ELSIF (was -> 'witnesses') ?| people THEN
                wrong := 'a witness does not record it';
            ELSIF is_now -> 'exceptions' <> '{}' AND NOT written.commitments ? 'exceptions' THEN
                wrong := 'what was not destroyed is explained';
            ELSIF EXISTS (SELECT FROM recoveries_to_destroy(is_now) AS l WHERE (was -> 'readings') ->> (l ->> 'exhibit') IS NULL) THEN
                wrong := 'something on its list was not read and not excepted';
            ELSIF EXISTS (SELECT recoveries_not_at_hand((SELECT coalesce(jsonb_agg(l), '[]') FROM recoveries_to_destroy(is_now) AS l),
                                                        (was ->> 'agency_id')::bigint)) THEN
                wrong := 'something on its list is no longer in the custody of this office, its chain whole';
            ELSIF (is_now ->> 'counted')::integer IS DISTINCT FROM (SELECT count(*) FROM recoveries_to_destroy(is_now))
                  OR (is_now ->> 'counted')::integer < 1 THEN
                wrong := 'another number was destroyed than its list comes to';
            END IF;
        ELSE NULL;
    END CASE;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', e.subject, e.kind, who, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION recoveries_custodyevent_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bare CONSTANT jsonb := '{"firearm": "", "place": "", "room": "", "seal": "", "to_agency": "", "handed_by": "", "purpose": "", "gaps": [],
                             "explained": [], "differences": [], "settled": [], "results": [], "lines": [], "proposer": "", "approver": "",
                             "readings": {}, "witnesses": [], "photos": [], "exceptions": {}, "name": "", "reasons": []}';
    name CONSTANT text := 'recoveries_' || NEW.noun;
    written ledger_entry;
    rule recoveries_custodyact;
    personal jsonb;
    was jsonb;
    is_now jsonb;
    columns text;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.id;
    IF written.id IS NULL OR written.object <> NEW.subject OR written.schema <> NEW.schema
       OR written.act <> 'custody.' || NEW.noun || '_' || NEW.kind
       OR convert_from(written.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM recoveries_custodyevent_payload(NEW) THEN
        RAISE EXCEPTION 'ifar: custody event % differs from its ledger entry', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(jsonb_object_agg(field, value), '{}') INTO personal FROM ledger_personal WHERE entry = NEW.id;
    IF (SELECT count(*) FROM jsonb_object_keys(personal)) <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
        RAISE EXCEPTION 'ifar: custody event % commits to values that are not there', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO rule FROM recoveries_custodyact a WHERE a.noun = NEW.noun AND a.kind = NEW.kind;
    EXECUTE format('SELECT to_jsonb(r) FROM %I r WHERE public_id = $1 FOR UPDATE', name) INTO was USING NEW.subject;
    IF coalesce((was ->> 'n')::integer, 0) <> NEW.n - 1 OR (was ->> 'last_event')::uuid IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', NEW.subject USING ERRCODE = 'serialization_failure';
    END IF;
    IF rule.kind IS NULL OR rule.leads ->> coalesce(was ->> 'state', '') IS DISTINCT FROM NEW.changes ->> 'state'
       OR NEW.changes - rule.columns - (CASE WHEN was IS NULL THEN ARRAY['compartment', 'agency'] ELSE ARRAY[]::text[] END) <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: % cannot be % from %', NEW.subject, NEW.kind, coalesce(was ->> 'state', 'nothing') USING ERRCODE = 'check_violation';
    END IF;
    IF was IS NULL AND NEW.changes ->> 'agency' IS DISTINCT FROM written.agency THEN
        RAISE EXCEPTION 'ifar: % is opened for another office', NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    -- What two people decided is what the event sets; who they were follows from the proposal.
    IF EXISTS (SELECT FROM accounts_eyes WHERE act = written.act) AND NOT NEW.details @> (NEW.changes - ARRAY['state', 'proposer', 'approver']) THEN
        RAISE EXCEPTION 'ifar: % of % sets what was not decided', NEW.kind, NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    is_now := coalesce(was, bare) || (NEW.changes - 'agency') || jsonb_build_object('public_id', NEW.subject, 'n', NEW.n, 'last_event', NEW.id);
    IF NEW.changes ? 'agency' THEN
        is_now := is_now || jsonb_build_object('agency_id', (SELECT id FROM accounts_agency WHERE public_id = NEW.changes ->> 'agency'));
    END IF;
    PERFORM recoveries_custody_check(NEW, was, is_now, written);
    IF NEW.noun = 'chain' THEN
        PERFORM recoveries_chain_check(NEW, was, is_now, written);
    END IF;
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
CREATE TRIGGER apply BEFORE INSERT ON recoveries_custodyevent FOR EACH ROW EXECUTE FUNCTION recoveries_custodyevent_apply();
ALTER TABLE recoveries_custodyevent ENABLE ALWAYS TRIGGER apply;

SELECT ledger_make_insert_only('recoveries_custodyevent');
DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['recoveries_chain', 'recoveries_room', 'recoveries_count', 'recoveries_request', 'recoveries_batch',
                                'recoveries_series']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;

-- A destruction that a sealed list names: the two people who sealed the list answer for each firearm on it, once the batch was destroyed
-- before its witnesses. The event says of it what the batch says, and nothing else.
CREATE FUNCTION recoveries_releases(act text, object text, said jsonb) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT act = 'registry.destroyed' AND EXISTS (
        SELECT FROM recoveries_batch b JOIN recoveries_custodyevent s ON s.subject = b.public_id AND s.kind = 'sealed'
        JOIN jsonb_to_recordset(b.lines) AS l(exhibit text, firearm text) ON l.firearm = object
        WHERE b.public_id = said -> 'details' ->> 'list' AND b.state = 'destroyed' AND s.proposal = said ->> 'proposal'
          AND NOT b.exceptions ? l.exhibit
          AND said -> 'details' ->> 'order' = b."order" AND said -> 'details' ->> 'method' = b.method
          AND said -> 'details' -> 'witnesses' = to_jsonb(b.witnesses))
$$;

-- What was confiscated or put up for disposal, and did not lawfully pass to somebody since by an act of two people.
CREATE FUNCTION recoveries_forfeit(object text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce((
        SELECT e.changes ->> 'legal' IN ('confiscated', 'for_disposal')
        FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id
        WHERE f.public_id = object AND e.changes ? 'legal' AND (
            e.changes ->> 'legal' IN ('confiscated', 'for_disposal')
            OR e.kind IN ('returned_to_owner', 'sold_from_disposal', 'sold_to_civilians', 'state_stock_received', 'deactivated', 'annulled'))
        ORDER BY e.n DESC LIMIT 1), false)
$$;

-- What an entry adds to the words of its proposal: nothing but these keys, which follow from it or which another trigger compares with it.
CREATE FUNCTION recoveries_added_to_proposal(act text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{proposal}'::text[] || CASE
        WHEN act LIKE 'accounts.%' OR act IN ('returns.frozen', 'retention.lifted') THEN '{at}'::text[]
        WHEN act IN ('registry.import', 'registry.late') THEN '{}'
        WHEN act LIKE 'registry.%' THEN '{n,changes,checks}'
        WHEN act LIKE 'licensing.%' OR act LIKE 'counter.%' OR act LIKE 'custody.%' THEN '{noun,kind,n,changes}'
        WHEN act = 'ledger.key_rotated' THEN '{note}'
        ELSE '{}'
    END
$$;

-- As in accounts/0004, with the acts that a sealed list releases; and an entry says nothing that its approver did not read.
CREATE OR REPLACE FUNCTION accounts_entry_eyes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    needed smallint := (SELECT people FROM accounts_eyes WHERE act = NEW.act);
    said jsonb;
    asked accounts_proposal;
BEGIN
    IF needed IS NULL THEN
        RETURN NEW;
    END IF;
    said := convert_from(NEW.canonical, 'UTF8')::jsonb -> 'payload';
    -- The founding ceremony names the first people; it is closed by an act of its own and never opens again.
    IF said ->> 'proposal' = 'ceremony' AND NEW.act LIKE 'accounts.%'
       AND NOT EXISTS (SELECT FROM accounts_useract WHERE kind = 'ceremony_closed') THEN
        RETURN NEW;
    END IF;
    IF NEW.act = 'registry.destroyed' THEN
        IF recoveries_releases(NEW.act, NEW.object, said) THEN
            RETURN NEW;
        ELSIF recoveries_forfeit(NEW.object) THEN
            RAISE EXCEPTION 'ifar: % is destroyed with a sealed list that names it, and no proposal says the same', NEW.object
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    PERFORM pg_advisory_xact_lock(1767268723, hashtext(said ->> 'proposal'));
    SELECT * INTO asked FROM accounts_proposal WHERE public_id = said ->> 'proposal';
    IF asked.public_id IS NULL OR asked.act <> NEW.act OR asked.object <> NEW.object
       OR EXISTS (SELECT FROM jsonb_each(asked.payload) AS p WHERE said -> p.key IS DISTINCT FROM p.value
                  AND NOT (NEW.act LIKE 'registry.%' AND (p.key = 'changes' OR p.key = 'checks' AND coalesce(said -> p.key @> p.value, false))))
       OR (NEW.act LIKE 'registry.%' AND NEW.act <> 'registry.annulled' AND coalesce(said -> 'changes', '{}')
               - ARRAY['ownership', 'owner', 'custody', 'custodian', 'legal', 'physical', 'state'] IS DISTINCT FROM coalesce(asked.payload -> 'changes', '{}'))
       OR (NEW.act LIKE 'registry.%' AND coalesce(said -> 'checks' -> 'attested', '{}') IS DISTINCT FROM coalesce(asked.payload -> 'checks' -> 'attested', '{}'))
       OR said - recoveries_added_to_proposal(NEW.act) - ARRAY(SELECT jsonb_object_keys(asked.payload)) <> '{}' THEN
        RAISE EXCEPTION 'ifar: % takes % people and no proposal says the same', NEW.act, needed USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM accounts_decision WHERE proposal_id = asked.public_id AND verdict <> 'approve') THEN
        RAISE EXCEPTION 'ifar: proposal % was refused', asked.public_id USING ERRCODE = 'check_violation';
    END IF;
    IF clock_timestamp() > asked.expires_at THEN
        RAISE EXCEPTION 'ifar: proposal % has expired', asked.public_id USING ERRCODE = 'check_violation';
    END IF;
    IF NOT asked.emergency AND needed - 1 > (
        SELECT count(DISTINCT decider) FROM accounts_decision
        WHERE proposal_id = asked.public_id AND verdict = 'approve' AND decider <> asked.proposer
    ) THEN
        RAISE EXCEPTION 'ifar: % takes % people', NEW.act, needed USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO accounts_execution (proposal_id, entry) VALUES (asked.public_id, NEW.entry);
    RETURN NEW;
END $$;

-- Protocol art. 6(2): what was confiscated or put up for disposal, and was on record as unmarked or with altered marks, passes to nobody
-- before it was marked anew, whoever says what of it. Only kinds through which an arm leaves the State's hands are looked at.
CREATE FUNCTION recoveries_article_6() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    forfeit boolean;
    bare integer;
    marked integer;
BEGIN
    IF NEW.kind = 'annulled' AND NOT coalesce(NEW.changes ->> 'legal' = 'lawful' AND NEW.changes ->> 'ownership' <> 'state', false) THEN
        RETURN NEW;
    END IF;
    IF NEW.kind = 'merged' AND EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = NEW.changes ->> 'merged_into'
            AND f.state IN ('seized', 'found', 'surrendered', 'in_forensics', 'evidence', 'confiscated', 'pending_disposal', 'destroyed')) THEN
        RETURN NEW;
    END IF;
    SELECT bool_or(e.changes ->> 'legal' IN ('confiscated', 'for_disposal')),
           max(e.n) FILTER (WHERE e.changes ->> 'physical' IN ('unmarked', 'altered')), max(e.n) FILTER (WHERE e.kind = 're_marked')
    INTO forfeit, bare, marked FROM registry_event e WHERE e.firearm_id = NEW.firearm_id AND e.n < NEW.n;
    IF forfeit AND bare > coalesce(marked, 0) THEN
        RAISE EXCEPTION 'ifar: event % passes on what was confiscated and bears no mark (Firearms Protocol, article 6(2))', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER article_6 BEFORE INSERT ON registry_event FOR EACH ROW
    WHEN (NEW.kind IN ('exported', 'sold_to_civilians', 'returned_to_owner', 'sold_from_disposal', 'part_fitted', 'deactivated', 'annulled', 'merged'))
    EXECUTE FUNCTION recoveries_article_6();
ALTER TABLE registry_event ENABLE ALWAYS TRIGGER article_6;
