-- Whether a marked object of a kind stands in a space, and is of an author.
CREATE OR REPLACE FUNCTION community_stands(object_type text, subject text, room text, author text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE found boolean;
BEGIN
    IF object_type NOT IN ('topic', 'post', 'guide', 'collection', 'practice', 'gap', 'assistance', 'course') THEN
        RETURN false;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I o JOIN community_space s ON s.id = o.space_id JOIN community_member m ON m.id = o.author_id '
        'WHERE o.public_id = $1 AND s.public_id = $2 AND m.public_id = $3)', 'community_' || object_type) INTO found USING subject, room, author;
    RETURN found;
END $$;
