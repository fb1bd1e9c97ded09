-- Whether a member moderates the space in which a marked object stands.
CREATE OR REPLACE FUNCTION community_moderates_of(one text, object_type text, subject text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE room text;
BEGIN
    EXECUTE format('SELECT s.public_id FROM %I o JOIN community_space s ON s.id = o.space_id WHERE o.public_id = $1', 'community_' || object_type) INTO room USING subject;
    RETURN room IS NOT NULL AND community_moderates(one, room);
END $$;
