-- Agreements: between who needs and who offers; the other side answers, who offers delivers, who needs says what came of it.
-- By its own hand: separation of duties: nobody answers their own proposal, and who delivers does not say whether it met the need.
CREATE OR REPLACE FUNCTION community_check_agreement(e acts_event, was jsonb, is_now jsonb, one text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    needs CONSTANT text := community_author_of('assistance', is_now ->> 'need');
    offers CONSTANT text := community_author_of('assistance', is_now ->> 'offer');
BEGIN
    IF NOT EXISTS (SELECT FROM community_assistance a WHERE a.public_id = is_now ->> 'need' AND a.side = 'need')
       OR NOT EXISTS (SELECT FROM community_assistance a WHERE a.public_id = is_now ->> 'offer' AND a.side = 'offer') THEN
        RETURN 'there is no such need or offer';
    ELSIF needs = offers OR one NOT IN (needs, offers) THEN
        RETURN 'it is between who needs and who offers';
    ELSIF e.kind = 'proposed' AND is_now ->> 'proposed_by' <> one THEN
        RETURN 'another proposed it';
    ELSIF e.kind IN ('agreed', 'declined') AND (is_now ->> 'answered_by' <> one OR was ->> 'proposed_by' = one) THEN
        RETURN 'the other side answers';
    ELSIF e.kind = 'delivered' AND one <> offers THEN
        RETURN 'who offers says that it was delivered';
    ELSIF e.kind = 'assessed' AND one <> needs THEN
        RETURN 'who needed it says whether it was met';
    END IF;
    RETURN NULL;
END $$;
