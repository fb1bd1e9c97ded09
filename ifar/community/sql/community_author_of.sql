-- Who wrote a marked object, by the public identifier of the member; NULL where it is not there.
CREATE OR REPLACE FUNCTION community_author_of(object_type text, subject text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE found text;
BEGIN
    EXECUTE format('SELECT m.public_id FROM %I o JOIN community_member m ON m.id = o.author_id WHERE o.public_id = $1', 'community_' || object_type) INTO found USING subject;
    RETURN found;
END $$;
