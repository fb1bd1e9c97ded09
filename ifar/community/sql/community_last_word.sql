CREATE OR REPLACE FUNCTION community_last_word(t community_topic) RETURNS timestamp with time zone
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT greatest(t.at, (SELECT max(p.at) FROM community_post p WHERE p.topic_id = t.id AND community_post_is_for_all(p, t)))
$$;
