-- What no guard can say of an act on a place, or on where something is: null, or why it may not be done.
-- By its own hand: only who has custody says where an arm is, and of a closing and a placing at once neither sees the other.
CREATE OR REPLACE FUNCTION placement_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    arm registry_firearm;
BEGIN
    IF e.record_type = 'placement' AND e.kind = 'placed' THEN
        IF left(e.subject, 1) IN ('F', 'K') THEN
            SELECT f.* INTO arm FROM registry_firearm f WHERE f.public_id = e.subject;
            IF arm.id IS NULL OR arm.custodian <> written.agency OR arm.merged_into <> '' THEN
                RETURN 'another office has custody of it';
            ELSIF arm.custody_event <> (is_now ->> 'under')::uuid THEN
                RETURN 'another event gave the custody of it';
            ELSIF arm.state = 'under_escort' AND (was ->> 'under' = is_now ->> 'under' OR NOT EXISTS (
                SELECT FROM placement_place p WHERE p.public_id = is_now ->> 'place' AND left(p.person, 1) = 'P')) THEN
                RETURN 'it is on the road with its escort';
            END IF;
        ELSIF left(e.subject, 1) <> 'X' THEN
            RETURN 'no place takes this';
        END IF;
        -- A day more than `documents.devices.OLDEST`, and minutes ahead: two clocks never agree.
        IF (is_now ->> 'since')::timestamptz NOT BETWEEN written.recorded_at - interval '401 days' AND written.recorded_at + interval '10 minutes' THEN
            RETURN 'nobody is believed so long afterwards, or ahead';
        END IF;
    ELSIF e.record_type = 'placement' AND left(e.subject, 1) <> 'X' AND NOT EXISTS (
        SELECT FROM registry_firearm f WHERE f.public_id = e.subject AND f.custodian = written.agency) THEN
        RETURN 'another office has custody of it';
    ELSIF e.record_type = 'placement' AND EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = e.subject AND f.state = 'under_escort') THEN
        RETURN 'it is on the road with its escort';
    ELSIF e.record_type = 'place' AND e.kind = 'closed' THEN
        IF EXISTS (SELECT FROM placement_place p WHERE p.inside = e.subject AND p.state = 'open') THEN
            RETURN 'there are open places in it';
        ELSIF EXISTS (SELECT FROM placement_placement p LEFT JOIN registry_firearm f ON f.public_id = p.public_id
                      WHERE p.place = e.subject AND (f.id IS NULL OR f.custody_event = p.under)) THEN
            RETURN 'something is in it';
        END IF;
    ELSIF e.record_type = 'place' AND is_now ->> 'inside' <> '' AND EXISTS (
        WITH RECURSIVE around AS (
            SELECT p.public_id, p.inside FROM placement_place p WHERE p.public_id = is_now ->> 'inside'
            UNION SELECT p.public_id, p.inside FROM placement_place p JOIN around a ON p.public_id = a.inside
        ) SELECT FROM around WHERE public_id = e.subject) THEN
        RETURN 'it would be inside itself';
    END IF;
    RETURN NULL;
END $$;
