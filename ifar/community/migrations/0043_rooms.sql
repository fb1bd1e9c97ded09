-- Rooms: destroyed by the clock alone, with a day's notice; with them go what was noted of them, as with a post that lapsed what was noted of it.

CREATE OR REPLACE FUNCTION community_check_space(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    secretary CONSTANT boolean := accounts_holds(written.actor, ARRAY['community_secretary']);
    one CONSTANT text := community_in_force(written.actor);
    room CONSTANT boolean := is_now ->> 'kind' = 'case_room';
BEGIN
    IF e.kind = 'opened' AND (NOT (secretary OR room AND one IS NOT NULL)
       OR room <> (is_now ->> 'ends_on' IS NOT NULL) OR room <> (is_now ->> 'at_end' IN ('archive', 'destroy'))
       OR room AND (is_now ->> 'ends_on')::date > written.recorded_at::date + 730) THEN
        RETURN 'it is not theirs to open, or its end is none';
    ELSIF e.kind = 'changed' AND NOT (secretary OR one IS NOT NULL AND community_moderates(one, e.subject)) THEN
        RETURN 'it is not theirs to change';
    ELSIF e.kind = 'end_moved' THEN
        -- Nobody destroys a room at once: there is a day in which another moderator can take it back, at most to the day that was agreed.
        IF one IS NULL OR NOT community_moderates(one, e.subject) OR NOT room OR is_now ->> 'at_end' <> 'destroy' THEN
            RETURN 'it is not theirs to end so';
        ELSIF (is_now ->> 'ends_on')::date <= written.recorded_at::date OR (was ->> 'ends_on')::date < written.recorded_at::date
              OR (is_now ->> 'ends_on')::date > (SELECT (o.changes ->> 'ends_on')::date FROM community_event o
                  WHERE o.subject = e.subject AND o.noun = 'space' AND o.kind = 'opened') THEN
            RETURN 'its last day is tomorrow at the earliest, and no later than was agreed';
        END IF;
    ELSIF e.kind IN ('archived', 'destroyed') THEN
        IF e.details ->> 'by' = 'end' THEN
            -- The job does it on the day after the last, as was agreed when the room was opened.
            IF NOT room OR (is_now ->> 'ends_on')::date >= written.recorded_at::date
               OR is_now ->> 'at_end' <> (CASE e.kind WHEN 'archived' THEN 'archive' ELSE 'destroy' END) THEN
                RETURN 'its last day is not over, or something else was agreed';
            END IF;
        ELSIF e.kind = 'destroyed' OR is_now ->> 'at_end' = 'destroy' THEN
            RETURN 'what is to be destroyed ends with its last day';
        ELSIF NOT (secretary OR one IS NOT NULL AND community_moderates(one, e.subject)) THEN
            RETURN 'it is not theirs to end';
        END IF;
        IF e.kind = 'destroyed' AND EXISTS (SELECT FROM community_topic t JOIN community_space s ON s.id = t.space_id WHERE s.public_id = e.subject) THEN
            RETURN 'something of it is still there';
        END IF;
    ELSIF e.kind = 'lapsed' AND (written.actor <> 'community.rooms' OR (is_now ->> 'keeps_days')::integer = 0) THEN
        RETURN 'the clock does it, where something lapses';
    END IF;
    RETURN NULL;
END $$;

-- The words of a space that is gone: what it was called, and what was noted with reports about what stood in it; of what lapsed, the latter alone.
CREATE FUNCTION community_words_of(room text, entry uuid, act text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM community_event c WHERE c.id = entry AND (
        c.noun = 'space' AND c.subject = room AND act = 'community.space_destroyed'
        OR c.noun = 'report' AND EXISTS (SELECT FROM community_report r WHERE r.public_id = c.subject AND r.space = room
            AND (act = 'community.space_destroyed' OR NOT EXISTS (SELECT FROM community_post p WHERE p.public_id = r.about)
                AND r.noun IN ('', 'post')))))
$$;

CREATE OR REPLACE FUNCTION ledger_erasure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said ledger_entry;
BEGIN
    SELECT * INTO said FROM ledger_entry e WHERE e.entry = NEW.erasure
        AND CASE WHEN e.act IN ('parties.erased', 'words.erased') THEN convert_from(e.canonical, 'UTF8')::jsonb -> 'payload' -> 'erased'
                 WHEN e.act IN ('community.space_destroyed', 'community.space_lapsed') THEN convert_from(e.canonical, 'UTF8')::jsonb -> 'payload' -> 'details' -> 'erased' END
            @> jsonb_build_array(jsonb_build_object('entry', NEW.entry, 'field', NEW.field));
    IF said.entry IS NULL THEN
        RAISE EXCEPTION 'ifar: no erasure entry names % of entry %', NEW.field, NEW.entry USING ERRCODE = 'check_violation';
    ELSIF said.act = 'words.erased' AND NOT tracing_words_of(said.object, NEW.entry) THEN
        RAISE EXCEPTION 'ifar: % of entry % is no word of %', NEW.field, NEW.entry, said.object USING ERRCODE = 'check_violation';
    ELSIF said.act LIKE 'community.%' AND NOT community_words_of(said.object, NEW.entry, said.act) THEN
        RAISE EXCEPTION 'ifar: % of entry % is no word of %', NEW.field, NEW.entry, said.object USING ERRCODE = 'check_violation';
    ELSIF said.act = 'words.erased' AND NOT EXISTS (SELECT FROM tracing_request r WHERE r.public_id = said.object AND r.ended_at IS NOT NULL)
          AND NOT EXISTS (SELECT FROM tracing_exchange x WHERE x.public_id = said.object AND x.form IN ('authorised', 'methods')) THEN
        RAISE EXCEPTION 'ifar: % has not ended', said.object USING ERRCODE = 'check_violation';
    END IF;
    DELETE FROM ledger_personal WHERE entry = NEW.entry AND field = NEW.field;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ifar: there is no % of entry % to erase', NEW.field, NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
