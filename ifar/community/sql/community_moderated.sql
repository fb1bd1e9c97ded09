-- Whether anybody but one member moderates a space: a member in force who may do so now.
CREATE OR REPLACE FUNCTION community_moderated(room text, but text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM community_seat t JOIN community_member m ON m.public_id = t.member
        WHERE t.space = room AND t.member <> but AND t.role = 'moderator' AND (t.state = 'seated' OR t.state = 'frozen' AND t.until <= clock_timestamp())
        AND m.state = 'active' AND m.valid_until > clock_timestamp())
$$;
