CREATE OR REPLACE FUNCTION portal_has_own(one text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM portal_binding b WHERE b.relation = 'self' AND b.party = ANY (licensing_records(one))
                   AND NOT EXISTS (SELECT FROM portal_bindingend e WHERE e.binding_id = b.entry))
$$;
