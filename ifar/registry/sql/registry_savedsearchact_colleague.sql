-- Who releases a question is somebody who works at its office: a name that nobody bears has room for as many questions as anybody likes.
-- By its own hand: separation of duties: a second name that nobody bears is no second person.
CREATE OR REPLACE FUNCTION registry_savedsearchact_colleague() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_entry l JOIN accounts_user u ON u.public_id = l.actor AND u.is_active JOIN accounts_agency a ON a.public_id = l.agency
        WHERE l.entry = NEW.entry AND (EXISTS (
            SELECT FROM accounts_grant g WHERE g.user_id = u.id AND g.agency_id = a.id AND g.valid_from <= clock_timestamp()
            AND (g.valid_to IS NULL OR g.valid_to > clock_timestamp()) AND NOT EXISTS (SELECT FROM accounts_grantend e WHERE e.grant_id = g.entry)
        ) OR EXISTS (
            SELECT FROM accounts_absence b WHERE b.stand_in_id = u.id AND b.agency_id = a.id AND b.valid_from <= clock_timestamp()
            AND b.valid_to > clock_timestamp() AND NOT EXISTS (SELECT FROM accounts_absenceend e WHERE e.absence_id = b.entry)))) THEN
        RAISE EXCEPTION 'ifar: the question of % is released by somebody who works at its office', NEW.search USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
