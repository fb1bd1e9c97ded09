-- Who wrote an entry, and everybody for whom they stood in then at the office that they acted for: where an act takes another person, none of
-- these is one beside the other (`Actor.people`, `stand_ins.PEOPLE`).
CREATE OR REPLACE FUNCTION accounts_people(written ledger_entry) RETURNS text[]
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT ARRAY[written.actor] || ARRAY(
        SELECT away.public_id::text FROM accounts_absence a JOIN accounts_user u ON u.id = a.stand_in_id
        JOIN accounts_user away ON away.id = a.user_id JOIN accounts_agency o ON o.id = a.agency_id
        WHERE u.public_id = written.actor AND o.public_id = written.agency
          AND a.valid_from <= written.recorded_at AND a.valid_to > written.recorded_at
          AND NOT EXISTS (SELECT FROM accounts_absenceend e WHERE e.absence_id = a.entry AND e.at <= written.recorded_at))
$$;
