CREATE OR REPLACE FUNCTION community_check_adoption(e community_event, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM community_appraisal a WHERE a.public_id = is_now ->> 'practice' AND a.state IN ('anonymous', 'graded')) THEN
        RETURN 'there is no such practice';
    ELSIF NOT EXISTS (SELECT FROM community_member m WHERE m.public_id = one AND m.organisation = is_now ->> 'organisation' AND m.country = is_now ->> 'country')
          OR e.kind = 'adopted' AND is_now ->> 'member' <> one THEN
        RETURN 'a member speaks for their own organisation';
    END IF;
    RETURN NULL;
END $$;
