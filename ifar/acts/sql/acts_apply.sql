-- The one trigger of every app's events: an event says what its entry says, does what its act may and no more, and makes its record what it says.
-- The argument of the trigger is the prefix of the app's acts.
-- By its own hand: an entry and its event say the same, and two acts on one record at once come one after the other or fail.
CREATE OR REPLACE FUNCTION acts_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    e CONSTANT acts_event := ROW(NEW.id, NEW.record_type, NEW.subject, NEW.n, NEW.kind, NEW.schema, NEW.details, NEW.changes, NEW.proposal);
    act record;
    written ledger_entry;
    personal jsonb := '{}';
    was jsonb;
    is_now jsonb;
    wrong text;
BEGIN
    SELECT a.*, r.defaults, r.parent, r.kept, r.stamps AS stamps_of_first INTO act FROM acts_act a JOIN acts_record r USING (prefix, record_type)
    WHERE a.prefix = TG_ARGV[0] AND a.record_type = e.record_type AND a.kind = e.kind;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ifar: % cannot be %', e.subject, e.kind USING ERRCODE = 'check_violation';
    END IF;
    IF jsonb_typeof(e.details) <> 'object' OR jsonb_typeof(e.changes) <> 'object' THEN
        RAISE EXCEPTION 'ifar: % of % says nothing that can be read', e.kind, e.subject USING ERRCODE = 'check_violation';
    END IF;
    -- Whoever wrote without the service has not waited yet.
    PERFORM acts_lock(TG_ARGV[0], e.record_type, e.kind, e.subject, e.changes, e.details);
    SELECT * INTO written FROM ledger_entry WHERE entry = e.id;
    IF written.id IS NULL OR written.object <> e.subject OR written.schema <> e.schema
       OR written.act <> TG_ARGV[0] || '.' || e.record_type || '_' || e.kind
       OR convert_from(written.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM jsonb_build_object(
              'record_type', e.record_type, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes, 'proposal', e.proposal) THEN
        RAISE EXCEPTION 'ifar: % event % differs from its ledger entry', TG_ARGV[0], e.id USING ERRCODE = 'check_violation';
    END IF;
    IF written.commitments <> '{}' THEN
        SELECT coalesce(jsonb_object_agg(field, value), '{}') INTO personal FROM ledger_personal WHERE entry = e.id;
        IF (SELECT count(*) FROM jsonb_object_keys(personal)) <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
            RAISE EXCEPTION 'ifar: % event % commits to values that are not there', TG_ARGV[0], e.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    was := acts_stored(TG_ARGV[0], e.record_type, e.subject);
    IF coalesce((was ->> 'n')::integer, 0) <> e.n - 1 OR (was ->> 'last_event')::uuid IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', e.subject USING ERRCODE = 'serialization_failure';
    END IF;
    IF NOT act.transitions ? coalesce(was ->> 'state', '') OR act.transitions ->> coalesce(was ->> 'state', '') IS DISTINCT FROM e.changes ->> 'state'
       OR e.changes - act.columns - (CASE WHEN was IS NULL THEN act.opens_with ELSE ARRAY[]::text[] END) <> '{}' THEN
        RAISE EXCEPTION 'ifar: % cannot be % from %', e.subject, e.kind, coalesce(was ->> 'state', 'nothing') USING ERRCODE = 'check_violation';
    END IF;
    -- What several people decided is what the event sets, word for word and all of it.
    IF act.decided AND (
       EXISTS (SELECT FROM jsonb_each(e.changes - act.computed - ARRAY['state', 'agency', 'compartment']) c WHERE e.details -> c.key IS DISTINCT FROM c.value)
       OR EXISTS (SELECT FROM jsonb_each(e.details - act.computed) d WHERE d.key = ANY (act.columns) AND NOT e.changes ? d.key
                  AND coalesce(was ->> d.key, '') IS DISTINCT FROM coalesce(d.value #>> '{}', ''))
       OR EXISTS (SELECT FROM jsonb_object_keys(act.personal - act.computed) AS word
                  WHERE personal -> word IS DISTINCT FROM (SELECT q.words -> word FROM accounts_proposal q WHERE q.public_id = e.proposal))) THEN
        RAISE EXCEPTION 'ifar: % of % sets what was not decided', e.kind, e.subject USING ERRCODE = 'check_violation';
    END IF;
    is_now := coalesce(was, act.defaults) || (e.changes - CASE WHEN act.kept THEN ARRAY['agency', act.parent] ELSE ARRAY[act.parent] END)
        || jsonb_build_object('public_id', e.subject, 'n', e.n, 'last_event', e.id);
    IF e.changes ? 'agency' AND act.kept THEN
        is_now := is_now || jsonb_build_object('agency_id', (SELECT id FROM accounts_agency WHERE public_id = e.changes ->> 'agency'));
    END IF;
    IF act.parent <> '' THEN
        is_now := is_now || coalesce(acts_whole(TG_ARGV[0], e.record_type, e.changes, was), '{}');
    END IF;
    is_now := acts_stamped(is_now, CASE WHEN was IS NULL THEN act.stamps_of_first || act.stamps ELSE act.stamps END, written);
    IF personal <> '{}' THEN
        is_now := acts_personal(is_now, act.personal, personal);
    END IF;
    IF act.clears <> '{}' THEN
        is_now := is_now || (SELECT jsonb_object_agg(name, act.defaults -> name) FROM unnest(act.clears) AS name);
    END IF;
    wrong := acts_check(TG_ARGV[0], e, was, is_now, written, personal);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', e.subject, e.kind, written.actor, wrong USING ERRCODE = 'check_violation';
    END IF;
    PERFORM acts_store(TG_ARGV[0], e.record_type, was IS NULL, is_now);
    PERFORM acts_after(TG_ARGV[0], e, was, is_now, written, personal);
    RETURN NEW;
END $$;
