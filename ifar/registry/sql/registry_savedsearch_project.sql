-- By its own hand: two acts on one search at once come one after the other or fail, and one that was closed stays closed.
CREATE OR REPLACE FUNCTION registry_savedsearch_project() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    written ledger_entry;
    before registry_savedsearch;
    d CONSTANT jsonb := NEW.details;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.entry;
    IF NEW.kind = 'opened' THEN
        IF NEW.n <> 1 OR written.previous IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: % begins with being opened', NEW.search USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO registry_savedsearch (public_id, kind, reference, reason, question, agency_id, owner, purpose, "case", answers_restricted,
                                       opened_at, expires_at, closed, asked, n, last_entry)
        SELECT NEW.search, d ->> 'kind', d ->> 'reference', d ->> 'reason', d -> 'question',
               (SELECT id FROM accounts_agency WHERE public_id = written.agency), written.actor, d ->> 'purpose', d ->> 'case',
               (d ->> 'answers_restricted')::boolean, written.recorded_at, (d ->> 'expires_at')::timestamptz, '', '{}', 1, NEW.entry;
        RETURN NEW;
    END IF;
    SELECT * INTO before FROM registry_savedsearch WHERE public_id = NEW.search FOR UPDATE;
    IF before.id IS NULL OR before.n <> NEW.n - 1 OR before.last_entry IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', NEW.search USING ERRCODE = 'serialization_failure';
    END IF;
    IF before.closed <> '' AND NEW.kind <> 'judged' THEN
        RAISE EXCEPTION 'ifar: % is closed', NEW.search USING ERRCODE = 'check_violation';
    END IF;
    UPDATE registry_savedsearch SET
        n = NEW.n, last_entry = NEW.entry,
        expires_at = CASE WHEN NEW.kind = 'renewed' THEN (d ->> 'expires_at')::timestamptz ELSE expires_at END,
        closed = CASE WHEN NEW.kind = 'closed' THEN d ->> 'outcome' ELSE closed END,
        asked = CASE WHEN NEW.kind = 'referred' THEN asked || (d ->> 'desk')::varchar ELSE asked END
    WHERE id = before.id;
    IF NEW.kind = 'hit' THEN
        INSERT INTO registry_savedsearchhit (entry, search_id, firearm_id, mark_n, plain, percent, reasons, at, verdict, judged_by, note)
        SELECT NEW.entry, before.id, f.id, (d ->> 'mark')::smallint, d ->> 'plain', (d ->> 'percent')::smallint, d -> 'reasons',
               written.recorded_at, '', '', ''
        FROM (SELECT (SELECT id FROM registry_firearm WHERE public_id = d ->> 'firearm') AS id) AS f;
    ELSIF NEW.kind = 'judged' THEN
        UPDATE registry_savedsearchhit SET verdict = d ->> 'verdict', judged_by = written.actor, note = d ->> 'note'
        WHERE entry = (d ->> 'hit')::uuid AND search_id = before.id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'ifar: % has no such hit', NEW.search USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
