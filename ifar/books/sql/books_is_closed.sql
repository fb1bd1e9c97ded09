-- Whether the book of a trader is closed: it enters nothing any more, and its people read their book and do nothing else.
CREATE OR REPLACE FUNCTION books_is_closed(trader text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM books_closing c WHERE c.public_id = trader)
$$;
