-- Roles that a person holds or will hold while another one runs, by grants and by standing in, never exclude it.
-- By its own hand: separation of duties: a role comes by a grant or by standing in, and only here both are asked together.
CREATE OR REPLACE FUNCTION accounts_check_exclusion(person bigint, wanted text, since timestamp with time zone,
    until timestamp with time zone) RETURNS void LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE held text;
BEGIN
    SELECT h.role INTO held FROM (
        SELECT g.role, g.valid_from, g.valid_to FROM accounts_grant g
        WHERE g.user_id = person AND NOT EXISTS (SELECT FROM accounts_grantend e WHERE e.grant_id = g.entry)
        UNION ALL
        SELECT a.role, a.valid_from, a.valid_to FROM accounts_absence a
        WHERE a.stand_in_id = person AND NOT EXISTS (SELECT FROM accounts_absenceend e WHERE e.absence_id = a.entry)
    ) AS h JOIN accounts_exclusion x ON x.role = wanted AND x.other = h.role
    WHERE (h.valid_to IS NULL OR h.valid_to > greatest(since, clock_timestamp())) AND (until IS NULL OR h.valid_from < until) LIMIT 1;
    IF held IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: nobody is % and % at once', wanted, held USING ERRCODE = 'check_violation';
    END IF;
END $$;
