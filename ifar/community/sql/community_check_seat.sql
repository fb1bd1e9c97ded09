-- Seats: a freeze makes no reader and no moderator, ends by the clock, and gives way to no other decision; a space keeps somebody who moderates it.
-- By its own hand: who has a seat reads what cannot be unread, and two who leave at once would leave a space without a moderator.
CREATE OR REPLACE FUNCTION community_check_seat(e acts_event, was jsonb, is_now jsonb, one text, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    secretary CONSTANT boolean := accounts_holds(written.actor, ARRAY['community_secretary']);
    moderates CONSTANT boolean := one IS NOT NULL AND community_moderates(one, is_now ->> 'space');
    without CONSTANT boolean := coalesce(was ->> 'state', 'left') = 'left';
    over CONSTANT boolean := coalesce((was ->> 'until')::timestamptz <= written.recorded_at, false);
    closed boolean;
    room community_space;
    who community_member;
    -- The last freeze of the seat, and the report for which it was.
    last_for CONSTANT text := (SELECT f.details ->> 'report' FROM community_event f
        WHERE f.subject = e.subject AND f.record_type = 'seat' AND f.kind = 'frozen' ORDER BY f.n DESC LIMIT 1);
    -- Whether whoever acts heard, for the secretariat, the appeal against it.
    heard CONSTANT boolean := secretary AND EXISTS (SELECT FROM community_report r WHERE r.public_id = last_for AND r.state = 'overturned'
        AND r.appeal_by = coalesce(one, written.actor));
BEGIN
    SELECT * INTO room FROM community_space WHERE public_id = is_now ->> 'space';
    SELECT * INTO who FROM community_member WHERE public_id = is_now ->> 'member';
    closed := room.kind IN ('working_group', 'case_room');
    IF e.kind = 'seated' THEN
        IF who.valid_until <= written.recorded_at THEN
            RETURN 'they are no member now';
        ELSIF e.details ->> 'by' = 'opened' THEN
            -- Whoever opens a space says who moderates it first, of a case room themselves; the first seat of a space and no other.
            IF EXISTS (SELECT FROM community_seat t WHERE t.space = room.public_id)
               OR NOT (CASE room.kind WHEN 'case_room' THEN who.public_id = one ELSE secretary END)
               OR NOT EXISTS (SELECT FROM community_event o JOIN ledger_entry l ON l.entry = o.id
                              WHERE o.subject = room.public_id AND o.record_type = 'space' AND o.kind = 'opened' AND l.actor = written.actor) THEN
                RETURN 'they did not open it';
            END IF;
        ELSIF NOT (secretary AND NOT closed OR moderates) THEN
            RETURN 'they may not invite';
        END IF;
    ELSIF e.kind = 'left' AND e.details ->> 'by' = 'membership' THEN
        RETURN NULL;
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
            WHERE f.subject = e.subject AND f.record_type = 'seat' AND f.kind = 'frozen' AND f.details ->> 'report' = e.details ->> 'report'
              AND (f.changes ->> 'until')::timestamptz = (is_now ->> 'until')::timestamptz AND is_now ->> 'role' = was ->> 'role') THEN
        RETURN NULL;
    ELSIF NOT (moderates OR e.kind = 'left' AND e.details ->> 'by' = 'own' OR secretary AND e.kind = 'role_given' AND NOT closed) THEN
        RETURN 'they do not moderate it';
    ELSIF e.kind IN ('left', 'role_given') AND was ->> 'role' = 'moderator' AND (e.kind = 'left' OR is_now ->> 'role' <> 'moderator')
          AND NOT community_moderated(room.public_id, who.public_id) THEN
        RETURN 'nobody would moderate it any more';
    ELSIF e.kind = 'frozen' THEN
        IF one = who.public_id OR (is_now ->> 'until')::timestamptz > written.recorded_at + interval '32 days' THEN
            RETURN 'nobody is frozen for so long, or freezes themselves';
        ELSIF without AND NOT (room.kind IN ('global', 'thematic', 'announcements') OR room.kind = 'regional' AND who.country = ANY (room.countries)) THEN
            RETURN 'they do not read it: a freeze gives nobody a seat';
        ELSIF is_now ->> 'role' <> (CASE WHEN without THEN 'writer' ELSE was ->> 'role' END) THEN
            RETURN 'a freeze gives no role';
        END IF;
    END IF;
    RETURN NULL;
END $$;
