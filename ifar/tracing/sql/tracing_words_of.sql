-- The words of a trace that lapsed: only what was said with that request, its links, or that exchange of experience, and only once it ended.
CREATE OR REPLACE FUNCTION tracing_words_of(object text, entry uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM tracing_event t WHERE t.id = entry AND (
            t.subject = object
            OR t.subject IN (SELECT s.public_id FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id WHERE r.public_id = object)))
$$;
