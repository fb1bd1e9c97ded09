-- How an answer moves its topic, and what is counted of a post, so that nothing has to be counted again.
CREATE OR REPLACE FUNCTION community_post_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE community_topic t SET last_at = NEW.at WHERE t.id = NEW.topic_id AND community_post_is_for_all(NEW, t);
    ELSE
        UPDATE community_topic t SET last_at = community_last_word(t) WHERE t.id = NEW.topic_id;
    END IF;
    RETURN NULL;
END $$;
