CREATE OR REPLACE FUNCTION registry_is_trader(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT kind IN ('maker', 'dealer', 'proof_house')
$$;
