-- The personal values of an officer of a roster: what was said with acts on that officer, and on nobody else.
CREATE OR REPLACE FUNCTION stocks_words_of(officer text, entry uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM stocks_event e WHERE e.id = entry AND e.record_type = 'officer' AND e.subject = officer)
$$;
