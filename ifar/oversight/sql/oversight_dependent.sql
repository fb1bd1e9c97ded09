-- Whether somebody belongs to one of some offices, or was ever given a right there.
CREATE OR REPLACE FUNCTION oversight_dependent(person text, near text[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM accounts_user u JOIN accounts_agency a ON a.id = u.home_id WHERE u.public_id = person AND a.public_id = ANY (near))
        OR EXISTS (SELECT FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id JOIN accounts_agency a ON a.id = g.agency_id
                   WHERE u.public_id = person AND a.public_id = ANY (near))
$$;
