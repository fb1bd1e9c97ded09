-- The member whom an account is now, or whose program a client is; NULL where it is nobody's. Suspension, expiry and leaving end it at once.
CREATE OR REPLACE FUNCTION community_in_force(who text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT m.public_id FROM community_member m WHERE m."user" = who AND m.state = 'active' AND m.valid_until > clock_timestamp()
$$;
