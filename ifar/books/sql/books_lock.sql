-- Whoever closes a book waits for the trader's entries that are under way, and for what comes into the book; of two orders of one family of models the second finds the
-- numbers of the first.
CREATE OR REPLACE FUNCTION books_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF record_type IN ('declaration', 'sheet') OR record_type = 'order' AND kind <> 'declared' THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(1767268775, hashtext(CASE record_type WHEN 'order' THEN changes ->> 'family' ELSE subject END));
END $$;
