-- The decisions that stand in the frames of audit plans that were adopted, as far as these were not lawfully erased.
CREATE OR REPLACE FUNCTION oversight_framed() RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT line ->> 2 FROM oversight_event a JOIN ledger_personal p ON p.entry = a.id AND p.field = 'frame' CROSS JOIN LATERAL jsonb_array_elements(p.value) AS line
    WHERE a.record_type = 'plan' AND a.kind = 'adopted'
$$;
