-- Adoptions: a member speaks for their own organisation.
-- By its own hand: nobody binds another organisation: its own member says that it adopts.
CREATE OR REPLACE FUNCTION community_check_adoption(e acts_event, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE WHEN NOT EXISTS (SELECT FROM community_member m
            WHERE m.public_id = one AND m.organisation = is_now ->> 'organisation' AND m.country = is_now ->> 'country')
          OR e.kind = 'adopted' AND is_now ->> 'member' <> one THEN 'a member speaks for their own organisation' END;
END $$;
