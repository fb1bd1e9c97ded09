-- What an act of the community waits for before the record itself, always in this order: what is reported, the member, the space, what is adopted.
-- So the last two who moderate a space do not leave it at once, whoever is no member any more is seated nowhere, and what one decision hid no
-- other lets be read.
CREATE OR REPLACE FUNCTION community_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    seat community_seat;
BEGIN
    IF record_type = 'seat' THEN
        SELECT * INTO seat FROM community_seat t WHERE t.public_id = subject;
        PERFORM FROM community_member m WHERE m.public_id = coalesce(seat.member, changes ->> 'member') FOR SHARE;
        PERFORM FROM community_space s WHERE s.public_id = coalesce(seat.space, changes ->> 'space') FOR UPDATE;
    ELSIF record_type = 'report' THEN
        -- What becomes of something follows from all reports about it.
        PERFORM pg_advisory_xact_lock(1767268767, hashtext(coalesce(changes ->> 'about', (
            SELECT r.about FROM community_report r WHERE r.public_id = subject))));
    ELSIF record_type = 'adoption' THEN
        PERFORM FROM community_appraisal a WHERE a.public_id = coalesce(changes ->> 'practice', (
            SELECT o.practice FROM community_adoption o WHERE o.public_id = subject)) FOR SHARE;
    END IF;
END $$;
