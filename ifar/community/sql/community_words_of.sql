-- The words of a space that is gone: what it was called, and what was noted with reports about what stood in it; of what lapsed, the latter alone.
CREATE OR REPLACE FUNCTION community_words_of(room text, entry uuid, act text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM community_event c WHERE c.id = entry AND (
        c.record_type = 'space' AND c.subject = room AND act = 'community.space_destroyed'
        OR c.record_type = 'report' AND EXISTS (SELECT FROM community_report r WHERE r.public_id = c.subject AND r.space = room
            AND (act = 'community.space_destroyed' OR NOT EXISTS (SELECT FROM community_post p WHERE p.public_id = r.about)
                AND r.object_type = 'post'))))
$$;
