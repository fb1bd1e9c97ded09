-- What an act's own row must be able to say: the payload of the entry that carries the same identifier.
CREATE OR REPLACE FUNCTION ledger_payload(of_entry uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT convert_from(canonical, 'UTF8')::jsonb -> 'payload' FROM ledger_entry WHERE entry = of_entry
$$;
