CREATE OR REPLACE FUNCTION recoveries_custodyevent_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
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
