-- What stands in something stays there: a wider thing around it would be a wider mark.
-- By its own hand: what was moved into a wider thing would be read by more people than its author let, and cannot be unread.
CREATE OR REPLACE FUNCTION community_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ifar: what stands in % stays where it was put', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
