CREATE OR REPLACE FUNCTION community_named_by(act uuid) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT p.value #>> '{}' FROM ledger_personal p WHERE p.entry = act AND p.field = 'recipients'), '')
$$;
