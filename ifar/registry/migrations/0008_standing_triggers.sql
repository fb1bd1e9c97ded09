-- Standing searches: acts say what their entries say, and the state of a search follows from them alone.
SELECT accounts_make_row_say_entry('registry_standingact', $$'registry.search_' || r.kind$$, 'r.search',
    $$jsonb_build_object('search', r.search, 'n', r.n, 'kind', r.kind, 'details', r.details)$$);
SELECT accounts_make_row_say_entry('registry_blindhit', $$'registry.blind_hit'$$, 'r.public_id',
    $$jsonb_build_object('firearm', (SELECT public_id FROM registry_firearm WHERE id = r.firearm_id), 'asker', r.asker, 'agency', r.agency,
        'search', r.search, 'purpose', r.purpose, 'case', r."case", 'question', r.question, 'desk', r.desk, 'day', r.day)$$);

CREATE FUNCTION registry_standing_project() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    written ledger_entry;
    before registry_standing;
    d CONSTANT jsonb := NEW.details;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.entry;
    IF NEW.kind = 'opened' THEN
        IF NEW.n <> 1 OR written.previous IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: % begins with being opened', NEW.search USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO registry_standing (public_id, kind, reference, reason, question, agency_id, owner, purpose, "case", answers_blind,
                                       opened_at, expires_at, closed, asked, n, last_entry)
        SELECT NEW.search, d ->> 'kind', d ->> 'reference', d ->> 'reason', d -> 'question',
               (SELECT id FROM accounts_agency WHERE public_id = written.agency), written.actor, d ->> 'purpose', d ->> 'case',
               (d ->> 'answers_blind')::boolean, written.recorded_at, (d ->> 'expires_at')::timestamptz, '', '{}', 1, NEW.entry;
        RETURN NEW;
    END IF;
    SELECT * INTO before FROM registry_standing WHERE public_id = NEW.search FOR UPDATE;
    IF before.id IS NULL OR before.n <> NEW.n - 1 OR before.last_entry IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', NEW.search USING ERRCODE = 'serialization_failure';
    END IF;
    IF before.closed <> '' AND NEW.kind <> 'judged' THEN
        RAISE EXCEPTION 'ifar: % is closed', NEW.search USING ERRCODE = 'check_violation';
    END IF;
    UPDATE registry_standing SET
        n = NEW.n, last_entry = NEW.entry,
        expires_at = CASE WHEN NEW.kind = 'renewed' THEN (d ->> 'expires_at')::timestamptz ELSE expires_at END,
        closed = CASE WHEN NEW.kind = 'closed' THEN d ->> 'outcome' ELSE closed END,
        asked = CASE WHEN NEW.kind = 'referred' THEN asked || (d ->> 'desk')::varchar ELSE asked END
    WHERE id = before.id;
    IF NEW.kind = 'hit' THEN
        INSERT INTO registry_standinghit (entry, search_id, firearm_id, mark_n, plain, percent, reasons, at, verdict, judged_by, note)
        SELECT NEW.entry, before.id, f.id, (d ->> 'mark')::smallint, d ->> 'plain', (d ->> 'percent')::smallint, d -> 'reasons',
               written.recorded_at, '', '', ''
        FROM (SELECT (SELECT id FROM registry_firearm WHERE public_id = d ->> 'firearm') AS id) AS f;
    ELSIF NEW.kind = 'judged' THEN
        UPDATE registry_standinghit SET verdict = d ->> 'verdict', judged_by = written.actor, note = d ->> 'note'
        WHERE entry = (d ->> 'hit')::uuid AND search_id = before.id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'ifar: % has no such hit', NEW.search USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER project AFTER INSERT ON registry_standingact FOR EACH ROW EXECUTE FUNCTION registry_standing_project();
ALTER TABLE registry_standingact ENABLE ALWAYS TRIGGER project;

SELECT ledger_make_insert_only(name::regclass) FROM unnest(ARRAY['registry_standingact', 'registry_blindhit', 'registry_blindquestion']) AS name;
DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['registry_standing', 'registry_standinghit']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;

-- A new mark brings its own keys and meets those of the open searches here: thousands of searches, one look for each mark.
-- No list of waiting rows: each look would read through it, and looks are a thousand times as many as new searches.
CREATE INDEX registry_standingkey_keys ON registry_standingkey USING gin (keys) WITH (fastupdate = off);
ALTER TABLE registry_standingkey ALTER COLUMN keys SET STATISTICS 0;

-- The marks of some firearms with the open searches whose keys they share. A table of a few hundred searches would be read whole for
-- each mark, which costs twenty times more than its index.
CREATE FUNCTION registry_searches_met(firearms bigint[])
RETURNS TABLE (search_id bigint, firearm_id bigint, n smallint, kind text, plain text, folded text)
LANGUAGE plpgsql STABLE ROWS 1000 SET enable_seqscan = off SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM registry_standingkey) THEN
        RETURN QUERY SELECT q.search_id, k.firearm_id, k.n, k.kind, k.plain, k.folded
            FROM registry_markkey k JOIN registry_standingkey q ON q.keys && k.keys WHERE k.firearm_id = ANY(firearms);
    END IF;
END $$;
