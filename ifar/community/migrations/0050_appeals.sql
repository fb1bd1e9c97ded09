-- Appeals that nobody else who moderates a space may hear: the secretariat hears them.

-- Whether anybody who moderates a space may hear an appeal: a member in force who neither wrote, reported nor decided it.
CREATE FUNCTION community_heard_here(room text, author text, by text, decided_by text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM community_seat t JOIN community_member m ON m.public_id = t.member
        JOIN accounts_user u ON u.public_id = m."user" AND u.is_active
        WHERE t.space = room AND t.role = 'moderator' AND (t.state = 'seated' OR t.state = 'frozen' AND t.until <= clock_timestamp())
          AND m.state = 'active' AND m.valid_until > clock_timestamp() AND t.member NOT IN ($2, $3, $4))
$$;

CREATE OR REPLACE FUNCTION community_check_report(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    one CONSTANT text := community_in_force(written.actor);
    hears CONSTANT text := coalesce(one, written.actor);
BEGIN
    -- An appeal that nobody else who moderates the space may hear, the secretariat hears, member or not: but not who decided, wrote or reported.
    IF e.kind IN ('upheld', 'overturned') AND (one IS NULL OR NOT community_moderates(one, was ->> 'space')) THEN
        RETURN CASE
            WHEN NOT accounts_holds(written.actor, ARRAY['community_secretary']) THEN 'they do not moderate it'
            WHEN community_heard_here(was ->> 'space', was ->> 'author', was ->> 'by', was ->> 'decided_by') THEN 'another moderator of the space hears it'
            WHEN EXISTS (SELECT FROM community_member m WHERE m."user" = ANY (accounts_people(written))
                         AND m.public_id IN (was ->> 'author', was ->> 'by', was ->> 'decided_by')) THEN 'they decided, wrote or reported it'
            WHEN is_now ->> 'appeal_by' IS DISTINCT FROM hears THEN 'another hears it' END;
    END IF;
    IF one IS NULL THEN
        RETURN 'they are no member now';
    ELSIF e.kind = 'made' THEN
        IF is_now ->> 'by' IS DISTINCT FROM one OR is_now ->> 'noun' = 'topic'
           OR NOT community_stands(is_now ->> 'noun', is_now ->> 'about', is_now ->> 'space', is_now ->> 'author') THEN
            RETURN 'there is no such thing';
        ELSIF NOT community_moderates(one, is_now ->> 'space') AND 10 <= (
                SELECT count(*) FROM community_report r JOIN community_event m ON m.subject = r.public_id AND m.noun = 'report' AND m.n = 1
                JOIN ledger_entry l ON l.entry = m.id WHERE r.by = one AND l.recorded_at > written.recorded_at - interval '1 hour') THEN
            RETURN 'they have reported so much within the hour';
        END IF;
        RETURN NULL;
    ELSIF e.kind = 'appealed' THEN
        RETURN CASE WHEN one <> is_now ->> 'author' THEN 'another wrote it' END;
    ELSIF NOT community_moderates(one, is_now ->> 'space') OR one = is_now ->> 'author' THEN
        RETURN 'they do not moderate it, or wrote it';
    ELSIF one = was ->> 'by' AND NOT (e.kind = 'hidden' AND EXISTS (
            -- Reported and hidden in one go, in one transaction: against that the author appeals to another.
            SELECT FROM community_event m JOIN ledger_entry l ON l.entry = m.id
            WHERE m.subject = e.subject AND m.noun = 'report' AND m.n = 1 AND l.recorded_at >= transaction_timestamp())) THEN
        RETURN 'another than who reported it decides';
    ELSIF e.kind IN ('upheld', 'overturned') AND (is_now ->> 'appeal_by' <> one OR EXISTS (
            SELECT FROM community_member m WHERE m."user" = ANY (accounts_people(written)) AND m.public_id = was ->> 'decided_by')) THEN
        RETURN 'another moderator than who decided hears the appeal';
    ELSIF e.kind IN ('dismissed', 'hidden', 'warned', 'frozen') AND is_now ->> 'decided_by' <> one THEN
        RETURN 'another decided';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION community_check_seat(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    secretary CONSTANT boolean := accounts_holds(written.actor, ARRAY['community_secretary']);
    one CONSTANT text := community_in_force(written.actor);
    moderates CONSTANT boolean := one IS NOT NULL AND community_moderates(one, is_now ->> 'space');
    without CONSTANT boolean := coalesce(was ->> 'state', 'left') = 'left';
    over CONSTANT boolean := coalesce((was ->> 'until')::timestamptz <= written.recorded_at, false);
    closed boolean;
    room community_space;
    who community_member;
    -- The last freeze of the seat, and the report for which it was.
    last_for CONSTANT text := (SELECT f.details ->> 'report' FROM community_event f
        WHERE f.subject = e.subject AND f.noun = 'seat' AND f.kind = 'frozen' ORDER BY f.n DESC LIMIT 1);
    -- Whether whoever acts heard, for the secretariat, the appeal against it.
    heard CONSTANT boolean := secretary AND EXISTS (SELECT FROM community_report r WHERE r.public_id = last_for AND r.state = 'overturned'
        AND r.appeal_by = coalesce(one, written.actor));
BEGIN
    SELECT * INTO room FROM community_space WHERE public_id = is_now ->> 'space';
    SELECT * INTO who FROM community_member WHERE public_id = is_now ->> 'member';
    closed := room.kind IN ('working_group', 'case_room');
    IF room.id IS NULL OR who.id IS NULL OR was IS NOT NULL AND (was ->> 'space' <> room.public_id OR was ->> 'member' <> who.public_id) THEN
        RETURN 'there is no such space or member';
    ELSIF e.kind = 'seated' THEN
        IF who.state <> 'active' OR who.valid_until <= written.recorded_at THEN
            RETURN 'they are no member now';
        ELSIF e.details ->> 'by' = 'opened' THEN
            -- Whoever opens a space says who moderates it first, of a case room themselves; the first seat of a space and no other.
            IF EXISTS (SELECT FROM community_seat t WHERE t.space = room.public_id)
               OR NOT (CASE room.kind WHEN 'case_room' THEN who.public_id = one ELSE secretary END)
               OR NOT EXISTS (SELECT FROM community_event o JOIN ledger_entry l ON l.entry = o.id
                              WHERE o.subject = room.public_id AND o.noun = 'space' AND o.kind = 'opened' AND l.actor = written.actor) THEN
                RETURN 'they did not open it';
            END IF;
        ELSIF NOT (secretary AND NOT closed OR moderates) THEN
            RETURN 'they may not invite';
        END IF;
    ELSIF e.kind = 'left' AND e.details ->> 'by' = 'membership' THEN
        RETURN CASE WHEN who.state NOT IN ('left', 'refused') THEN 'their membership has not ended' END;
    ELSIF e.kind = 'thawed' THEN
        -- By the clock, or because the decision for which it was is overturned; that of another decision stands.
        RETURN CASE WHEN NOT (over AND (moderates OR written.actor = 'community.rooms') OR heard OR moderates AND EXISTS (
            SELECT FROM community_report r WHERE r.state = 'overturned' AND r.public_id = last_for))
            THEN 'the decision for which it is stands' END;
    ELSIF e.kind = 'left' AND e.details ->> 'by' = 'own' AND one IS DISTINCT FROM who.public_id THEN
        RETURN 'it is theirs to leave';
    ELSIF e.kind = 'frozen' AND heard AND EXISTS (
            -- What another decision that stands gave stands again, until then and no longer.
            SELECT FROM community_event f JOIN community_report r ON r.public_id = f.details ->> 'report' AND r.state <> 'overturned'
            WHERE f.subject = e.subject AND f.noun = 'seat' AND f.kind = 'frozen' AND f.details ->> 'report' = e.details ->> 'report'
              AND (f.changes ->> 'until')::timestamptz = (is_now ->> 'until')::timestamptz AND is_now ->> 'role' = was ->> 'role') THEN
        RETURN NULL;
    ELSIF NOT (moderates OR e.kind = 'left' AND e.details ->> 'by' = 'own' OR secretary AND e.kind = 'role_given' AND NOT closed) THEN
        RETURN 'they do not moderate it';
    ELSIF e.kind IN ('left', 'role_given') AND was ->> 'role' = 'moderator' AND (e.kind = 'left' OR is_now ->> 'role' <> 'moderator')
          AND NOT community_moderated(room.public_id, who.public_id) THEN
        RETURN 'nobody would moderate it any more';
    ELSIF e.kind = 'frozen' THEN
        IF one = who.public_id OR (is_now ->> 'until')::timestamptz IS NULL
           OR (is_now ->> 'until')::timestamptz > written.recorded_at + interval '32 days' THEN
            RETURN 'nobody is frozen for so long, or freezes themselves';
        ELSIF without AND NOT (room.kind IN ('global', 'thematic', 'announcements') OR room.kind = 'regional' AND who.country = ANY (room.countries)) THEN
            RETURN 'they do not read it: a freeze gives nobody a seat';
        ELSIF is_now ->> 'role' <> (CASE WHEN without THEN 'writer' ELSE was ->> 'role' END) THEN
            RETURN 'a freeze gives no role';
        END IF;
    END IF;
    RETURN NULL;
END $$;
