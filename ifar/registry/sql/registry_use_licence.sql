-- By its own hand: two purchases at once under one licence must not pass its quota.
CREATE OR REPLACE FUNCTION registry_use_licence(e registry_event) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    held licensing_licence;
    thing registry_firearm;
    today CONSTANT date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
    day CONSTANT date := accounts_day(clock_timestamp());
    used integer;
    wrong text;
    buyer text;
BEGIN
    SELECT * INTO held FROM licensing_licence WHERE public_id = e.details ->> 'licence' FOR UPDATE;
    IF held.id IS NULL AND NOT registry_acquires(e.kind) THEN
        RETURN; -- a licence of trade across borders, or of another register
    END IF;
    -- A day on either side: offices do not live by universal time.
    IF held.id IS NULL THEN
        wrong := 'there is no such licence';
    ELSIF held.state <> 'in_force' OR held.valid_from > today + 1 OR held.valid_to < today - 1 THEN
        wrong := 'it is not in force';
    END IF;
    IF wrong IS NULL AND registry_acquires(e.kind) THEN
        SELECT * INTO thing FROM registry_firearm WHERE id = e.firearm_id;
        -- Of several events in one statement each answers for the owner that it makes itself, not for the last of them.
        buyer := coalesce(e.changes ->> 'owner', thing.owner);
        IF NOT held.allows && ARRAY['possess', 'trade', 'make'] THEN
            wrong := 'it does not allow to acquire';
        ELSIF buyer NOT IN (held.book, held.holder) AND NOT buyer = ANY (licensing_records(held.holder)) THEN
            wrong := 'the new owner is not its holder';
        ELSIF thing.category = '' AND held.categories <> '{}' THEN
            wrong := 'it is for certain categories, and none of the firearm is on record';
        ELSIF held.categories <> '{}' AND NOT EXISTS (
            SELECT FROM unnest(held.categories) AS c
            WHERE thing.category = c OR (starts_with(thing.category, c) AND substr(thing.category, length(c) + 1, 1) !~ '[[:alpha:]]')) THEN
            wrong := 'it does not cover category ' || thing.category;
        ELSE
            SELECT count(*) INTO used FROM registry_licenceuse u JOIN registry_firearm f ON f.id = u.firearm_id
            WHERE u.licence = held.public_id AND NOT u.void AND f.merged_into = '' AND u.firearm_id <> e.firearm_id
              AND (held.counts = 'spent' OR u.ended_by IS NULL);
            IF held.counts <> 'none' AND used >= held.quota THEN
                wrong := 'its quota is used up';
            ELSIF e.kind <> 'returned_to_owner' AND EXISTS (
                SELECT FROM parties_bar b WHERE b.party = ANY (licensing_records(held.holder)) AND b.party <> '' AND b.state = 'standing'
                AND day BETWEEN b.valid_from AND coalesce(b.valid_until, day)) THEN
                wrong := 'its holder is barred';
            ELSIF e.kind = 'retail_sold' AND licensing_waits(held.kind) > 0 AND NOT EXISTS (
                SELECT FROM licensing_offer o WHERE o.firearm = thing.public_id AND o.firearm_n < e.n AND o.licence = held.public_id
                AND NOT EXISTS (SELECT FROM registry_event s WHERE s.firearm_id = e.firearm_id AND s.n > o.firearm_n AND s.n < e.n
                    AND s.kind NOT IN ('trace_requested', 'trace_answered'))
                AND o.state IN ('offered', 'confirmed') AND o.hand_over_from <= today + 1) THEN
                wrong := 'its holder has not waited';
            END IF;
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: event % stands under licence %: %', e.id, e.details ->> 'licence', wrong USING ERRCODE = 'check_violation';
    END IF;
    IF registry_acquires(e.kind) THEN
        UPDATE registry_licenceuse SET ended_by = e.id WHERE firearm_id = e.firearm_id AND ended_by IS NULL AND NOT void;
        INSERT INTO registry_licenceuse (event, licence, holder, firearm_id, ended_by, void)
        VALUES (e.id, held.public_id, buyer, e.firearm_id, NULL, false);
    END IF;
END $$;
