-- What orders and pages topics moves with what everybody reads who reads the topic: a hidden answer is not told by the time of its topic.

-- Whether an answer is for all for whom its topic is. CLEAR and GREEN are for the same people.
CREATE FUNCTION community_post_is_for_all(p community_post, t community_topic) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT p.state = 'shown' AND greatest(p.tlp, 1) = greatest(t.tlp, 1) AND (p.tlp NOT IN (2, 3) OR p.organisation = t.organisation)
        AND (p.tlp <> 4 OR (p.recipients || p.author_id) @> (t.recipients || t.author_id))
$$;
CREATE FUNCTION community_last_word(t community_topic) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT greatest(t.at, (SELECT max(p.at) FROM community_post p WHERE p.topic_id = t.id AND community_post_is_for_all(p, t)))
$$;
CREATE OR REPLACE FUNCTION community_post_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE community_topic t SET last_at = NEW.at WHERE t.id = NEW.topic_id AND community_post_is_for_all(NEW, t);
    ELSE
        UPDATE community_topic t SET last_at = community_last_word(t) WHERE t.id = NEW.topic_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER moves_again AFTER UPDATE ON community_post FOR EACH ROW
    WHEN (NEW.tlp <> OLD.tlp OR NEW.state <> OLD.state OR NEW.organisation <> OLD.organisation OR NEW.recipients <> OLD.recipients)
    EXECUTE FUNCTION community_post_moves();
ALTER TABLE community_post ENABLE ALWAYS TRIGGER moves_again;
CREATE FUNCTION community_topic_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.last_at := community_last_word(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE UPDATE ON community_topic FOR EACH ROW
    WHEN (NEW.tlp <> OLD.tlp OR NEW.organisation <> OLD.organisation OR NEW.recipients <> OLD.recipients) EXECUTE FUNCTION community_topic_moves();
ALTER TABLE community_topic ENABLE ALWAYS TRIGGER moves;
UPDATE community_topic t SET last_at = community_last_word(t);
