-- Whoever closes a book waits for the trader's entries that are under way, and for what comes into the book.
CREATE OR REPLACE FUNCTION books_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268775, hashtext(subject));
END $$;
