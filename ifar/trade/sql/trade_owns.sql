-- Whether an owner of firearms is somebody by their records, or a book that a licence in force of theirs names.
CREATE OR REPLACE FUNCTION trade_owns(applicant text, owner text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT applicant <> '' AND coalesce(owner, '') <> '' AND (
        owner = ANY (licensing_records(applicant))
        OR EXISTS (SELECT FROM licensing_licence l WHERE l.book = owner AND l.state = 'in_force' AND (l.valid_to IS NULL OR l.valid_to >= accounts_day(now()))
                   AND l.allows && ARRAY['trade', 'make']
                   AND l.holder = ANY (licensing_records(applicant))))
$$;
