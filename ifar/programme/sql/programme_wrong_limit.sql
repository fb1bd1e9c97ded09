-- There is one limit, and what is set is what was proposed.
-- By its own hand: separation of duties begins at this amount, so there is one, and it is the one that was proposed.
CREATE OR REPLACE FUNCTION programme_wrong_limit(e acts_event, is_now jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN coalesce((is_now ->> 'asked')::numeric, 0) <= 0 THEN 'it is no amount'
        WHEN e.n = 1 AND EXISTS (SELECT FROM programme_limit) THEN 'there is one already'
        WHEN e.kind = 'set' AND (is_now ->> 'amount')::numeric IS DISTINCT FROM (is_now ->> 'asked')::numeric THEN 'another amount was proposed' END
$$;
