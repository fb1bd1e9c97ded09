-- The office that a movement is of: whose stock it changes. What is received changes the receiver's.
CREATE OR REPLACE FUNCTION ammunition_office(e acts_event, is_now jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN e.kind IN ('received', 'receipt_undone') THEN is_now ->> 'to_office'
        ELSE (SELECT a.public_id FROM accounts_agency a WHERE a.id = (is_now ->> 'agency_id')::bigint) END
$$;
