-- Whether an answer is for all for whom its topic is.
CREATE OR REPLACE FUNCTION community_post_is_for_all(p community_post, t community_topic) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT p.state = 'shown' AND (p.tlp < 4 OR t.tlp = 4) AND (p.tlp < 4 AND p.recipients = '{}' AND p.organisations = '{}'
        OR (t.tlp = 4 OR t.recipients <> '{}' OR t.organisations <> '{}')
            AND (p.recipients || p.author_id) @> (t.recipients || t.author_id) AND p.organisations @> t.organisations)
$$;
