-- Who stands for a party: bound, not ended, and the party lives.
CREATE OR REPLACE FUNCTION portal_stands_for(person text, one text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM portal_binding b JOIN accounts_user u ON u.public_id = b."user"
        WHERE b."user" = person AND u.is_active AND NOT EXISTS (SELECT FROM portal_bindingend e WHERE e.binding_id = b.entry)
          AND one = ANY (licensing_records(b.party))
          AND EXISTS (SELECT FROM parties_party p WHERE p.public_id = ANY (licensing_records(b.party)) AND p.merged_into = '' AND p.status = 'active'))
$$;
