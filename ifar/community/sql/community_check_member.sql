-- Memberships: only the secretariat ends a suspended one, and a program reads in one member's name.
-- By its own hand: separation of duties: nobody decides on their own membership, or leaves to escape a suspension that two people lift.
CREATE OR REPLACE FUNCTION community_check_member(e acts_event, was jsonb, is_now jsonb, one text, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    who CONSTANT text := is_now ->> 'user';
    secretary CONSTANT boolean := accounts_holds(written.actor, ARRAY['community_secretary']);
    focal CONSTANT boolean := accounts_holds(written.actor, ARRAY['community_focal_point'])
        AND EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = written.agency AND a.country = is_now ->> 'country');
    until CONSTANT timestamptz := (is_now ->> 'valid_until')::timestamptz;
BEGIN
    IF e.kind = 'nominated' THEN
        IF NOT EXISTS (SELECT FROM accounts_user u WHERE u.public_id = who AND u.is_active)
           OR NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'organisation' AND NOT a.closed AND a.country = is_now ->> 'country') THEN
            RETURN 'there is no such person at such an organisation';
        ELSIF EXISTS (SELECT FROM community_seat t WHERE t.member = e.subject AND t.state <> 'left') THEN
            RETURN 'a seat of an earlier membership is left';
        ELSIF NOT (CASE is_now ->> 'ground' WHEN 'focal_point' THEN focal OR secretary ELSE one IS NOT NULL END) THEN
            RETURN 'whoever nominates is neither a focal point of that country nor a member';
        END IF;
    ELSIF e.kind = 'seconded' AND (was ->> 'seconded_by' <> '' OR one IS NULL) THEN
        RETURN 'it takes another member, once';
    ELSIF e.kind = 'programs_set' AND EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'programs') p WHERE NOT EXISTS (
            SELECT FROM accounts_client c JOIN accounts_agency a ON a.id = c.agency_id
            WHERE c.public_id = p.value AND a.public_id = is_now ->> 'organisation')) THEN
        RETURN 'a program is another organisation''s';
    ELSIF e.kind = 'programs_set' AND EXISTS (SELECT FROM community_member o WHERE o.public_id <> e.subject AND o.state NOT IN ('left', 'refused')
            AND to_jsonb(o.programs) ?| ARRAY(SELECT jsonb_array_elements_text(is_now -> 'programs'))) THEN
        RETURN 'a program reads in another member''s name';
    ELSIF e.kind = 'checked' AND NOT secretary THEN
        RETURN 'the secretariat checks';
    ELSIF e.kind IN ('admitted', 'refused', 'renewed', 'reinstated') THEN
        IF EXISTS (SELECT FROM accounts_proposal p WHERE p.public_id = e.proposal AND p.proposer = who) THEN
            RETURN 'nobody decides about themselves';
        ELSIF e.kind <> 'refused' AND (until IS NULL OR until <= written.recorded_at OR until > written.recorded_at + interval '1096 days') THEN
            RETURN 'its term is none that anybody has';
        END IF;
    ELSIF e.kind = 'suspended' AND NOT (secretary OR focal) THEN
        RETURN 'neither the secretariat nor the focal point did it';
    ELSIF e.kind = 'left' AND NOT (written.actor = who OR secretary OR focal) THEN
        RETURN 'it is theirs to do';
    ELSIF e.kind = 'left' AND was ->> 'state' = 'suspended' AND (who = ANY (accounts_people(written)) OR NOT secretary) THEN
        -- Leaving and being nominated anew would lift a suspension without the two who have to.
        RETURN 'the secretariat alone ends a membership that is suspended';
    END IF;
    RETURN NULL;
END $$;
