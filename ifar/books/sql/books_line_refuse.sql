-- A line that would begin in a closed book. What brings back what stood there before (an entry that is taken back, records that are told apart again or are one) may.
-- By its own hand: nothing goes to a trader who is no more, whoever records it.
CREATE OR REPLACE FUNCTION books_line_refuse() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1767268775, hashtext(NEW.holder));
    IF EXISTS (SELECT FROM books_closing c WHERE c.public_id = NEW.holder)
       AND NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = NEW.entered AND l.act IN ('registry.annulled', 'registry.merged', 'registry.split')) THEN
        RAISE EXCEPTION 'ifar: the book of % is closed, nothing comes into it', NEW.holder USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
