-- Why the serial numbers of a production order cannot be reserved: null, or what stands in the way.
-- By its own hand: a serial number is reserved once for a maker and a family of models; two ranges are compared, and no guard compares two records; nor does one ask of which kind an office is.
CREATE OR REPLACE FUNCTION books_wrong_order(subject text, is_now jsonb, maker text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = maker AND a.kind = 'maker') THEN
        RETURN 'no maker declares it';
    ELSIF is_now ->> 'state' = 'cancelled' THEN
        RETURN NULL;
    ELSIF EXISTS (
        SELECT FROM jsonb_array_elements(is_now -> 'spans') WITH ORDINALITY AS one (span, at)
        JOIN jsonb_array_elements(is_now -> 'spans') WITH ORDINALITY AS other (span, at) ON one.at < other.at
        WHERE one.span ->> 0 = other.span ->> 0 AND (one.span ->> 1)::numeric <= (other.span ->> 2)::numeric
          AND (other.span ->> 1)::numeric <= (one.span ->> 2)::numeric) THEN
        RETURN 'a number stands in it twice';
    ELSIF EXISTS (
        SELECT FROM books_order o JOIN accounts_agency a ON a.id = o.agency_id AND a.public_id = maker
        CROSS JOIN jsonb_array_elements(o.spans) AS theirs (span) CROSS JOIN jsonb_array_elements(is_now -> 'spans') AS mine (span)
        WHERE o.public_id <> subject AND o.state <> 'cancelled' AND o.family = is_now ->> 'family'
          AND theirs.span ->> 0 = mine.span ->> 0 AND (theirs.span ->> 1)::numeric <= (mine.span ->> 2)::numeric
          AND (mine.span ->> 1)::numeric <= (theirs.span ->> 2)::numeric) THEN
        RETURN 'a number is reserved by another order';
    END IF;
    RETURN NULL;
END $$;
