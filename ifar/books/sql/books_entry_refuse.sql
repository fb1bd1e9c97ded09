-- An entry of a trader whose book is closed. What its people do about themselves (signing in, a shift, a proposal that is taken back) and what the program says of
-- a list that was begun before stands for itself, and enters nothing in the book.
-- By its own hand: a book that was handed over is what the authority answers from, so nobody at the trader's enters anything in it past the pages either.
CREATE OR REPLACE FUNCTION books_entry_refuse() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = NEW.agency AND registry_is_trader(a.kind)) THEN
        RETURN NEW;
    END IF;
    -- Whoever closes the book waits until this is written, and what comes after it finds the book closed.
    PERFORM pg_advisory_xact_lock_shared(1767268775, hashtext(NEW.agency));
    IF NEW.act NOT LIKE 'accounts.%' AND NEW.act NOT LIKE 'lists.%' AND NEW.act NOT IN ('bulk.batch_written', 'bulk.batch_ended')
       AND EXISTS (SELECT FROM books_closing c WHERE c.public_id = NEW.agency) THEN
        RAISE EXCEPTION 'ifar: the book of % is closed, it enters nothing', NEW.agency USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
