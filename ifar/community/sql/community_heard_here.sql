-- Whether anybody who moderates a space may hear an appeal: a member in force who neither wrote, reported nor decided it.
CREATE OR REPLACE FUNCTION community_heard_here(room text, author text, by text, decided_by text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM community_seat t JOIN community_member m ON m.public_id = t.member
        JOIN accounts_user u ON u.public_id = m."user" AND u.is_active
        WHERE t.space = room AND t.role = 'moderator' AND (t.state = 'seated' OR t.state = 'frozen' AND t.until <= clock_timestamp())
          AND m.state = 'active' AND m.valid_until > clock_timestamp() AND t.member NOT IN ($2, $3, $4))
$$;
