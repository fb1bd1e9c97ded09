-- What an event says, from its columns: the payload of its ledger entry, word for word.
CREATE OR REPLACE FUNCTION registry_event_payload(e registry_event) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'kind', e.kind, 'n', e.n, 'place', e.place, 'paper', e.paper, 'proposal', e.proposal,
        'occurred', jsonb_build_object('from', registry_time(e.occurred_from), 'to', registry_time(e.occurred_to),
                                       'precision', e.precision, 'zone', e.zone),
        'details', e.details, 'checks', e.checks, 'changes', e.changes)
$$;
