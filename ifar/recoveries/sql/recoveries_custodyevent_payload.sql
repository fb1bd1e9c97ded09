CREATE OR REPLACE FUNCTION recoveries_custodyevent_payload(e recoveries_custodyevent) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes, 'proposal', e.proposal)
$$;
