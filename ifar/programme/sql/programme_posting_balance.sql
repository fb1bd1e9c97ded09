-- Postings balance: asked at the end of the transaction, journal by journal.
-- By its own hand: the lines of a journal are rows that come one by one, and stay: only at the end it shows whether they balance.
CREATE OR REPLACE FUNCTION programme_posting_balance() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF (SELECT sum(p.amount) FROM programme_posting p WHERE p.journal = NEW.journal) <> 0 THEN
        RAISE EXCEPTION 'ifar: the lines of journal % do not add up to zero', NEW.journal USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
