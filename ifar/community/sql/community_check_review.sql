-- Reviews: another than who brought the guide or the edition looks it through, for five years at most.
-- By its own hand: separation of duties: who brought an edition is not who looks it through.
CREATE OR REPLACE FUNCTION community_check_review(e acts_event, was jsonb, is_now jsonb, one text, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    author CONSTANT text := community_author_of('guide', e.subject);
BEGIN
    IF author IS NULL THEN
        RETURN 'there is no such guide';
    ELSIF author = one OR EXISTS (SELECT FROM community_edition d JOIN community_guide g ON g.id = d.guide_id JOIN community_member m ON m.id = d.by_id
            WHERE g.public_id = e.subject AND d.number = (is_now ->> 'edition')::integer AND m.public_id = one) THEN
        RETURN 'another than who brought it looks it through';
    ELSIF e.kind = 'reviewed' AND (is_now ->> 'reviewer' <> one OR NOT EXISTS (SELECT FROM community_edition d JOIN community_guide g ON g.id = d.guide_id
            WHERE g.public_id = e.subject AND d.number = (is_now ->> 'edition')::integer)
          OR (is_now ->> 'expires_on')::date <= written.recorded_at::date OR (is_now ->> 'expires_on')::date > written.recorded_at::date + 1827) THEN
        RETURN 'there is no such edition, or it is fresh for longer than anything';
    ELSIF e.kind = 'withdrawn' AND was ->> 'reviewer' <> one AND NOT community_moderates_of(one, 'guide', e.subject) THEN
        RETURN 'another looked it through';
    END IF;
    RETURN NULL;
END $$;
