-- Whether a member moderates a space now: whoever is kept from writing does not, until the days are over.
CREATE OR REPLACE FUNCTION community_moderates(one text, room text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM community_seat t WHERE t.member = one AND t.space = room AND t.role = 'moderator'
        AND (t.state = 'seated' OR t.state = 'frozen' AND t.until <= clock_timestamp()))
$$;
