-- Inspection rounds, visits, findings, moves and reminders, projected from their acts like everything of licensing. What their acts ask for
-- beyond the table of acts stands in a trigger of its own, which fires after `apply`.

-- A round is drawn once, whatever two clients do at the same moment.
CREATE UNIQUE INDEX licensing_event_drawn ON licensing_event (subject) WHERE record_type = 'round' AND kind = 'drawn';

-- The frame of a round, as the one act that opened it committed to it: its first event, which while that is being written is the round's
-- own. An entry that only says of itself that it opened the round (whoever may write entries could write one) adds nobody.
CREATE FUNCTION licensing_frame(round_id text) RETURNS TABLE (stratum text, token text, licence text) LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT m ->> 0, m ->> 1, m ->> 2 FROM ledger_personal p CROSS JOIN LATERAL jsonb_array_elements(p.value) AS m
    WHERE p.field = 'frame' AND p.entry = coalesce(
        (SELECT e.id FROM licensing_event e WHERE e.subject = round_id AND e.record_type = 'round' AND e.kind = 'opened' AND e.n = 1),
        (SELECT r.last_event FROM licensing_round r WHERE r.public_id = round_id AND r.n = 1))
$$;

-- The draw, by the rule of `licensing/draw.py`: SHA-256 of the seed followed by the token, the smallest first.
CREATE FUNCTION licensing_drawn(round_id text, seed text, counts jsonb) RETURNS jsonb LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_array(r.stratum, r.token) ORDER BY r.stratum COLLATE "C", r.n), '[]')
    FROM (SELECT f.stratum, f.token,
                 row_number() OVER (PARTITION BY f.stratum ORDER BY encode(sha256(convert_to(seed || f.token, 'UTF8')), 'hex') COLLATE "C") AS n
          FROM licensing_frame(round_id) f) AS r
    WHERE r.n <= coalesce((counts ->> r.stratum)::integer, 0)
$$;

CREATE FUNCTION licensing_round_check(e acts_event, opened licensing_round, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
DECLARE
    -- The office's day, which is the log's or one beside it.
    day CONSTANT date := (e.details ->> 'day')::date;
    counted record;
BEGIN
    IF e.kind = 'opened' THEN
        -- Exactly the licences in scope as they stand in this one look: each once, nobody left out, nobody strange. A grant or a suspension
        -- that is not committed yet stands after it.
        WITH frame AS MATERIALIZED (
            SELECT * FROM licensing_frame(e.subject)
        ), scope AS MATERIALIZED (
            SELECT l.public_id::text AS licence, l.kind FROM licensing_licence l
            WHERE l.agency_id = opened.agency_id AND l.kind = ANY (opened.kinds) AND l.state = 'in_force'
              AND l.valid_from <= day AND (l.valid_to IS NULL OR l.valid_to >= day)
              AND (opened.area = '' OR EXISTS (SELECT FROM parties_party p JOIN parties_address a ON a.party_id = p.id
                   WHERE p.public_id = ANY (licensing_records(l.holder)) AND a.valid_to IS NULL AND a.area = opened.area))
        )
        SELECT count(f.token) AS lines, count(DISTINCT f.token) AS tokens, count(DISTINCT f.licence) AS licences,
               encode(sha256(convert_to(coalesce(string_agg(f.stratum || ' ' || f.token || E'\n', '' ORDER BY (f.stratum || ' ' || f.token || E'\n') COLLATE "C"), ''), 'UTF8')), 'hex') AS hash,
               count(*) FILTER (WHERE s.licence IS NULL) AS strangers, count(*) FILTER (WHERE f.licence IS NULL) AS missing,
               count(*) FILTER (WHERE f.stratum <> ALL (ARRAY[s.kind || '.high', s.kind || '.middle', s.kind || '.low'])) AS misplaced
        INTO counted FROM frame f FULL JOIN scope s ON s.licence = f.licence;
        IF day IS NULL OR abs(day - (at AT TIME ZONE 'UTC')::date) > 1 THEN
            RETURN 'it says of no day how the licences stood';
        ELSIF counted.hash <> opened.frame_hash OR counted.lines <> opened.frame_size OR counted.tokens <> counted.lines OR counted.licences <> counted.lines THEN
            RETURN 'its frame is not the one whose hash it names';
        ELSIF counted.strangers > 0 THEN
            RETURN 'its frame holds what is not the office''s';
        ELSIF counted.missing > 0 THEN
            RETURN 'its frame leaves somebody out';
        ELSIF counted.misplaced > 0 THEN
            RETURN 'its frame puts a licence among those of another kind';
        ELSIF EXISTS (SELECT FROM jsonb_each_text(opened.counts) c WHERE c.value::integer > (SELECT count(*) FROM licensing_frame(e.subject) f WHERE f.stratum = c.key)) THEN
            RETURN 'it draws more than there are';
        ELSIF opened.seed_by = 'beacon' AND (opened.beacon = '' OR opened.seed_after <= at) OR opened.seed_by NOT IN ('checkpoint', 'beacon') THEN
            RETURN 'its seed could be known already';
        ELSIF EXISTS (SELECT FROM licensing_round o WHERE o.id <> opened.id AND o.agency_id = opened.agency_id AND o.kinds && opened.kinds
                      AND (o.area = '' OR opened.area = '' OR o.area = opened.area)
                      AND daterange(o.period_from, o.period_to, '[]') && daterange(opened.period_from, opened.period_to, '[]')) THEN
            RETURN 'there is a round of these licences in that time already';
        END IF;
    ELSIF e.kind = 'drawn' THEN
        IF opened.seed_by = 'beacon' THEN
            IF at < opened.seed_after OR opened.seed_size <> 0 OR e.details ->> 'value' IS NULL
               OR opened.seed <> encode(sha256(convert_to(e.details ->> 'value', 'UTF8')), 'hex') THEN
                RETURN 'its seed is not what the beacon said';
            END IF;
        ELSIF opened.seed_size IS DISTINCT FROM licensing_seed(e.subject) OR opened.seed <> (
              SELECT encode(c.root, 'hex') FROM ledger_checkpoint c WHERE c.size = opened.seed_size) THEN
            RETURN 'its seed is not the first witnessed root after its frame';
        END IF;
        IF e.changes -> 'drawn' IS DISTINCT FROM licensing_drawn(e.subject, opened.seed, opened.counts) OR opened.drawn = '[]' THEN
            RETURN 'it is not what the rule draws';
        END IF;
    ELSIF e.kind = 'closed' AND EXISTS (SELECT FROM licensing_visit v WHERE v.round = e.subject AND v.state = 'planned') THEN
        RETURN 'a visit of it waits';
    END IF;
    RETURN NULL;
END $$;

-- The size of the checkpoint whose root is a round's seed: the first one that is witnessed, contains the frame's entry, and was signed after
-- the moment that the frame names.
CREATE FUNCTION licensing_seed(round_id text) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT min(c.size) FROM licensing_event e JOIN ledger_entry l ON l.entry = e.id JOIN ledger_leaf f ON f.entry_id = l.id
    JOIN licensing_round r ON r.public_id = e.subject
    JOIN ledger_checkpoint c ON c.size > f.index AND c.signed_at >= r.seed_after
    WHERE e.subject = round_id AND e.record_type = 'round' AND e.kind = 'opened' AND EXISTS (SELECT FROM ledger_cosignature s WHERE s.size = c.size)
$$;

-- How often nobody was there: calls that were recorded at least twelve hours apart, as `inspection.CALLS_APART` says.
CREATE FUNCTION licensing_calls(visit text) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM (
        SELECT l.recorded_at, lag(l.recorded_at) OVER (ORDER BY e.n) AS earlier
        FROM licensing_event e JOIN ledger_entry l ON l.entry = e.id WHERE e.subject = visit AND e.kind = 'missed') AS call
    WHERE call.earlier IS NULL OR call.recorded_at >= call.earlier + interval '12 hours'
$$;

CREATE FUNCTION licensing_visit_check(e acts_event, one licensing_visit, who text[]) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
DECLARE
    of_round licensing_round;
    placed record;
BEGIN
    IF e.kind = 'planned' AND one.round <> '' THEN
        SELECT * INTO of_round FROM licensing_round WHERE public_id = one.round;
        SELECT * INTO placed FROM licensing_frame(one.round) f WHERE f.token = one.token;
        IF of_round.state IS DISTINCT FROM 'drawn' OR placed.licence IS DISTINCT FROM one.licence OR placed.stratum IS DISTINCT FROM one.stratum THEN
            RETURN 'the round drew no such licence';
        ELSIF one.why = 'drawn' AND NOT of_round.drawn @> jsonb_build_array(jsonb_build_array(one.stratum, one.token)) THEN
            RETURN 'it was not drawn';
        ELSIF one.why = 'replacement' AND one.token IS DISTINCT FROM (
              SELECT f.token FROM licensing_frame(one.round) f
              WHERE f.stratum = one.stratum AND NOT of_round.drawn @> jsonb_build_array(jsonb_build_array(f.stratum, f.token))
                AND NOT EXISTS (SELECT FROM licensing_visit v WHERE v.round = one.round AND v.token = f.token AND v.id <> one.id)
              ORDER BY encode(sha256(convert_to(of_round.seed || f.token, 'UTF8')), 'hex') COLLATE "C" LIMIT 1) THEN
            RETURN 'another one follows in its stratum';
        END IF;
    ELSIF e.kind = 'visited' AND (
          EXISTS (SELECT FROM licensing_event g JOIN ledger_entry l ON l.entry = g.id
                  WHERE g.subject = one.licence AND g.kind IN ('granted', 'renewed', 'reinstated', 'changed') AND l.actor = ANY (who))
          OR EXISTS (SELECT FROM licensing_event g
                     LEFT JOIN licensing_event a ON a.subject = g.details ->> 'application' AND a.kind = 'granted'
                     JOIN accounts_proposal p ON p.public_id IN (g.proposal, a.proposal)
                     WHERE g.subject = one.licence AND g.kind IN ('granted', 'renewed', 'reinstated', 'changed')
                       AND (p.proposer = ANY (who) OR who && accounts_answered(p.public_id)))) THEN
        RETURN 'whoever granted the licence does not inspect under it';
    ELSIF e.kind = 'visited' AND (one.answers = '{}'
          OR (one.result = 'failed') <> EXISTS (SELECT FROM jsonb_each_text(one.answers) a WHERE a.value = 'fault')) THEN
        RETURN 'its result is not what its answers say';
    ELSIF e.kind = 'missed' AND one.missed <> 1 + (SELECT count(*) FROM licensing_event g WHERE g.subject = e.subject AND g.kind = 'missed') THEN
        RETURN 'each call counts once';
    ELSIF e.kind = 'missed' AND EXISTS (SELECT FROM licensing_event g JOIN ledger_entry l ON l.entry = g.id JOIN ledger_entry now ON now.entry = e.id
                                        WHERE g.subject = e.subject AND g.kind = 'missed' AND l.recorded_at > now.recorded_at - interval '12 hours') THEN
        RETURN 'the last call was less than twelve hours ago';
    ELSIF e.kind = 'replaced' AND NOT EXISTS (
          SELECT FROM reference_code c WHERE c.list_id = 'replacement_reason' AND c.code = e.details ->> 'reason') THEN
        RETURN 'there is no such reason';
    ELSIF e.kind = 'replaced' AND e.details ->> 'reason' IS NOT DISTINCT FROM 'not_at_home' AND licensing_calls(e.subject) < 3 THEN
        RETURN 'nobody called three times';
    ELSIF e.kind = 'replaced' AND one.replacement <> '' AND NOT EXISTS (
          SELECT FROM licensing_visit v WHERE v.public_id = one.replacement AND v.round = one.round AND v.stratum = one.stratum AND v.why = 'replacement') THEN
        RETURN 'nothing takes its place';
    END IF;
    RETURN NULL;
END $$;

-- What proves that firearms left a holder: events of firearms that were the holder's, papers about them or for the holder; for somebody who
-- kept nothing, that nothing of theirs moved since.
CREATE FUNCTION licensing_proof_check(gone licensing_removal) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    whose CONSTANT text[] := licensing_records(gone.holder);
    one text;
BEGIN
    IF gone.way = 'none_held' THEN
        IF gone.proof <> '' OR EXISTS (
           SELECT FROM registry_holding h JOIN registry_event e ON e.firearm_id = h.firearm_id JOIN ledger_entry l ON l.entry = e.id
           WHERE h.holder = ANY (whose) AND l.id > (SELECT o.id FROM licensing_event v JOIN ledger_entry o ON o.entry = v.id
                                                    WHERE v.subject = gone.public_id AND v.n = 1)) THEN
            RETURN 'firearms of the holder moved';
        END IF;
        RETURN NULL;
    ELSIF gone.proof = '' THEN
        RETURN 'nothing proves it';
    END IF;
    FOREACH one IN ARRAY string_to_array(gone.proof, ' ') LOOP
        IF NOT (EXISTS (SELECT FROM registry_firearm f JOIN registry_event e ON e.firearm_id = f.id JOIN registry_holding h ON h.firearm_id = f.id
                        WHERE f.public_id = split_part(one, '/', 1) AND one = f.public_id || '/' || e.n AND h.holder = ANY (whose))
                OR EXISTS (SELECT FROM papers_paper p WHERE p.public_id = one
                           AND (p.holder = ANY (whose) OR EXISTS (SELECT FROM registry_firearm f JOIN registry_holding h ON h.firearm_id = f.id
                                                                  WHERE f.public_id = p.about AND h.holder = ANY (whose))))) THEN
            RETURN one || ' proves nothing of this holder';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- What is asked of an act beside what its record and others say once it is done.
CREATE FUNCTION licensing_after(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
DECLARE
    wrong text;
BEGIN
    IF e.record_type = 'round' THEN
        SELECT licensing_round_check(e, r, written.recorded_at) INTO wrong FROM licensing_round r WHERE r.public_id = e.subject;
    ELSIF e.record_type = 'visit' THEN
        SELECT licensing_visit_check(e, v, accounts_people(written)) INTO wrong FROM licensing_visit v WHERE v.public_id = e.subject;
    ELSIF e.record_type = 'removal' AND e.kind = 'cleared' THEN
        SELECT licensing_proof_check(r) INTO wrong FROM licensing_removal r WHERE r.public_id = e.subject;
    ELSIF e.record_type = 'notice' AND e.kind = 'settled' THEN
        IF EXISTS (SELECT FROM licensing_event s JOIN licensing_licence l ON l.public_id = s.subject
                   WHERE s.record_type = 'licence' AND s.kind = 'suspended' AND s.details ->> 'notice' = e.subject AND l.state = 'suspended') THEN
            wrong := 'a licence is suspended because of it';
        END IF;
    ELSIF e.record_type = 'finding' AND e.kind = 'found' THEN
        IF NOT EXISTS (SELECT FROM licensing_visit v WHERE v.public_id = is_now ->> 'visit' AND v.answers ->> (is_now ->> 'item') = 'fault') THEN
            wrong := 'no visit found it';
        END IF;
    ELSIF e.record_type = 'finding' AND e.kind = 'remedied' THEN
        IF NOT EXISTS (SELECT FROM licensing_visit v JOIN licensing_visit first ON first.public_id = is_now ->> 'visit'
                       WHERE v.public_id = is_now ->> 'by_visit' AND v.id > first.id AND v.answers ->> (is_now ->> 'item') = 'good') THEN
            wrong := 'no other visit found it mended';
        END IF;
    ELSIF e.record_type IN ('licence', 'removal') AND e.kind = 'handed' THEN
        IF NOT EXISTS (SELECT FROM licensing_move m WHERE m.public_id = e.details ->> 'move' AND m.state = 'taken' AND m.to_agency = e.changes ->> 'agency'
                       AND m.to_agency = written.agency AND is_now ->> 'holder' = ANY (licensing_records(m.holder))) THEN
            wrong := 'no move hands it over';
        END IF;
    ELSIF e.record_type = 'move' AND was IS NULL THEN
        IF NOT EXISTS (SELECT FROM parties_event p WHERE p.id = (is_now ->> 'address')::uuid AND p.party = ANY (licensing_records(is_now ->> 'holder'))
                       AND p.kind = 'moved') THEN
            wrong := 'there is no such address';
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', e.subject, e.kind, written.actor, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;

DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['licensing_round', 'licensing_visit', 'licensing_finding', 'licensing_move', 'licensing_reminder']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
