-- Who holds one of some roles now: by a grant, or by standing in for somebody who is away.
CREATE OR REPLACE FUNCTION accounts_holds(person text, roles text[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id
        WHERE u.public_id = person AND u.is_active AND g.role = ANY (roles) AND g.valid_from <= clock_timestamp()
          AND (g.valid_to IS NULL OR g.valid_to > clock_timestamp())
          AND NOT EXISTS (SELECT FROM accounts_grantend e WHERE e.grant_id = g.entry)
    ) OR EXISTS (
        SELECT FROM accounts_absence a JOIN accounts_user u ON u.id = a.stand_in_id
        WHERE u.public_id = person AND u.is_active AND a.role = ANY (roles)
          AND a.valid_from <= clock_timestamp() AND a.valid_to > clock_timestamp()
          AND NOT EXISTS (SELECT FROM accounts_absenceend e WHERE e.absence_id = a.entry)
    )
$$;
