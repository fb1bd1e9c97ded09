-- Why an event may not follow. False where the firearm is not there yet: it may come in the same statement.
-- By its own hand: two events of one arm at once come one after the other or fail, and an entry and its event say the same.
CREATE OR REPLACE FUNCTION registry_event_refuse(e registry_event) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    f registry_firearm;
    l ledger_entry;
    rule registry_allowance;
    c CONSTANT jsonb := e.changes;
BEGIN
    SELECT * INTO f FROM registry_firearm WHERE id = e.firearm_id;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT * INTO l FROM ledger_entry WHERE entry = e.id;
    SELECT * INTO rule FROM registry_allowance WHERE kind = e.kind;
    IF f.n IS DISTINCT FROM e.n - 1 THEN
        RAISE EXCEPTION 'ifar: somebody else recorded an event of % meanwhile', f.public_id USING ERRCODE = 'serialization_failure';
    END IF;
    IF rule.kind IS NULL OR c - rule.columns <> '{}'::jsonb
       OR (rule.becomes IS NOT NULL AND NOT coalesce(rule.becomes -> f.state ? coalesce(c ->> 'state', f.state), false))
       OR NOT coalesce(rule.facts -> 'ownership' ? (c ->> 'ownership'), NOT c ? 'ownership')
       OR NOT coalesce(rule.facts -> 'custody' ? (c ->> 'custody'), NOT c ? 'custody')
       OR NOT coalesce(rule.facts -> 'legal' ? (c ->> 'legal'), NOT c ? 'legal')
       OR NOT coalesce(rule.facts -> 'physical' ? (c ->> 'physical'), NOT c ? 'physical')
       OR (f.merged_into <> '' AND NOT rule.when_merged) THEN
        RAISE EXCEPTION 'ifar: event % of kind % may not do this to what is %', e.id, e.kind, f.state USING ERRCODE = 'check_violation';
    END IF;
    IF l.id IS NULL THEN
        RAISE EXCEPTION 'ifar: event % has no ledger entry', e.id USING ERRCODE = 'check_violation';
    END IF;
    IF l.object <> f.public_id THEN
        RAISE EXCEPTION 'ifar: event % is about another firearm than its ledger entry', e.id USING ERRCODE = 'check_violation';
    END IF;
    IF l.schema <> e.schema OR l.act <> 'registry.' || e.kind
       OR convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM registry_event_payload(e) THEN
        RAISE EXCEPTION 'ifar: event % differs from its ledger entry', e.id USING ERRCODE = 'check_violation';
    END IF;
    IF l.previous IS DISTINCT FROM f.last_event THEN
        RAISE EXCEPTION 'ifar: somebody else recorded an event of % meanwhile', f.public_id USING ERRCODE = 'serialization_failure';
    END IF;
    RAISE EXCEPTION 'ifar: event % of % leads to four facts that have no such name, or its entry is of long ago', e.id, f.public_id
        USING ERRCODE = 'check_violation';
END $$;
