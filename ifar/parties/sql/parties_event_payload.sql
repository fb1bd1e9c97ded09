-- Parties are projected from their events; personal values come from ledger_personal, where a lawful erasure takes them away.
CREATE OR REPLACE FUNCTION parties_event_payload(e parties_event) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('kind', e.kind, 'n', e.n, 'changes', e.changes, 'details', e.details, 'proposal', e.proposal)
$$;
