-- A donor's statement is opened to the people of its own office, and to no other donor's.
-- By its own hand: what the people of another donor's office read cannot be unread.
CREATE OR REPLACE FUNCTION programme_wrong_contribution(is_now jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN is_now ->> 'agency' = '' THEN NULL
        WHEN NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'agency' AND a.kind = 'donor') THEN 'it is no donor''s office'
        WHEN EXISTS (SELECT FROM programme_contribution c WHERE c.agency = is_now ->> 'agency' AND c.donor <> is_now ->> 'donor')
            THEN 'it is another donor''s office' END
$$;
