-- Members, spaces, seats, reports and lowered marks are projected from the acts of the community; an act does what its table says.

-- Which act leads from which state to which, and what it sets (`community/acts.py`); `ifar migrate` fills it in.
CREATE TABLE community_act (
    noun text,
    kind text,
    leads jsonb NOT NULL,               -- state before (empty: there is nothing yet) -> state after
    columns text[] NOT NULL,
    PRIMARY KEY (noun, kind)
);

CREATE FUNCTION community_event_payload(e community_event) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes, 'proposal', e.proposal)
$$;

-- The member whom an account is now, or whose program a client is; NULL where it is nobody's. Suspension, expiry and leaving end it at once.
CREATE FUNCTION community_in_force(who text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT m.public_id FROM community_member m WHERE m."user" = who AND m.state = 'active' AND m.valid_until > clock_timestamp()
$$;

-- Whether a member moderates a space.
CREATE FUNCTION community_moderates(one text, room text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM community_seat t WHERE t.member = one AND t.space = room AND t.role = 'moderator' AND t.state = 'seated')
$$;

CREATE FUNCTION community_check_member(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    who CONSTANT text := is_now ->> 'user';
    mine CONSTANT boolean := written.actor = who;
    secretary CONSTANT boolean := accounts_holds(written.actor, ARRAY['community_secretary']);
    focal CONSTANT boolean := accounts_holds(written.actor, ARRAY['community_focal_point'])
        AND EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = written.agency AND a.country = is_now ->> 'country');
    until CONSTANT timestamptz := (is_now ->> 'valid_until')::timestamptz;
BEGIN
    IF e.kind = 'nominated' THEN
        IF NOT EXISTS (SELECT FROM accounts_user u WHERE u.public_id = who AND u.is_active)
           OR NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'organisation' AND NOT a.closed AND a.country = is_now ->> 'country') THEN
            RETURN 'there is no such person at such an organisation';
        ELSIF mine OR is_now ->> 'nominated_by' <> written.actor OR was IS NOT NULL AND was ->> 'user' <> who THEN
            RETURN 'another nominates than who says so, or themselves';
        ELSIF is_now ->> 'seconded_by' <> '' OR is_now ->> 'code' <> '' OR is_now ->> 'identity' <> '' OR is_now ->> 'employer' <> '' THEN
            RETURN 'it begins with what comes later';
        ELSIF NOT (CASE is_now ->> 'ground' WHEN 'focal_point' THEN focal OR secretary
                   WHEN 'members' THEN community_in_force(written.actor) IS NOT NULL ELSE false END) THEN
            RETURN 'whoever nominates is neither a focal point of that country nor a member';
        END IF;
    ELSIF e.kind = 'seconded' AND (was ->> 'ground' <> 'members' OR was ->> 'seconded_by' <> '' OR mine OR was ->> 'nominated_by' = written.actor
          OR is_now ->> 'seconded_by' <> written.actor OR community_in_force(written.actor) IS NULL) THEN
        RETURN 'it takes another member';
    ELSIF e.kind IN ('code_accepted', 'described', 'programs_set') AND NOT mine THEN
        RETURN 'only they themselves can do it';
    ELSIF e.kind = 'programs_set' AND EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'programs') p WHERE NOT EXISTS (
            SELECT FROM accounts_client c JOIN accounts_agency a ON a.id = c.agency_id
            WHERE c.public_id = p.value AND a.public_id = is_now ->> 'organisation')) THEN
        RETURN 'a program is another organisation''s';
    ELSIF e.kind = 'checked' AND (NOT secretary OR mine OR is_now ->> 'identity' = '' OR is_now ->> 'employer' = '') THEN
        RETURN 'the secretariat checks, and not itself';
    ELSIF e.kind IN ('admitted', 'refused', 'renewed', 'reinstated') THEN
        IF who = ANY (accounts_answered(e.proposal)) OR EXISTS (SELECT FROM accounts_proposal p WHERE p.public_id = e.proposal AND p.proposer = who) THEN
            RETURN 'nobody decides about themselves';
        ELSIF e.kind = 'admitted' AND (was ->> 'code' = '' OR was ->> 'ground' = 'members' AND was ->> 'seconded_by' = '') THEN
            RETURN 'the code was not accepted, or nobody seconded';
        ELSIF e.kind <> 'refused' AND (until IS NULL OR until IS DISTINCT FROM (e.details ->> 'until')::timestamptz
              OR until <= written.recorded_at OR until > written.recorded_at + interval '1096 days') THEN
            RETURN 'its term is none that anybody has';
        END IF;
    ELSIF e.kind = 'suspended' AND (mine OR NOT (secretary OR focal)) THEN
        RETURN 'neither the secretariat nor the focal point did it';
    ELSIF e.kind = 'left' AND NOT (mine OR secretary OR focal) THEN
        RETURN 'it is theirs to do';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION community_check_space(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
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
    ELSIF e.kind IN ('archived', 'destroyed') THEN
        IF e.details ->> 'by' = 'end' THEN
            -- The job does it on the day after the last, as was agreed when the room was opened.
            IF NOT room OR (is_now ->> 'ends_on')::date >= written.recorded_at::date
               OR is_now ->> 'at_end' <> (CASE e.kind WHEN 'archived' THEN 'archive' ELSE 'destroy' END) THEN
                RETURN 'its last day is not over, or something else was agreed';
            END IF;
        ELSIF NOT (secretary OR one IS NOT NULL AND community_moderates(one, e.subject)) OR e.kind = 'destroyed' AND NOT room THEN
            RETURN 'it is not theirs to end, or no case room';
        END IF;
        IF e.kind = 'destroyed' AND EXISTS (SELECT FROM community_topic t JOIN community_space s ON s.id = t.space_id WHERE s.public_id = e.subject) THEN
            RETURN 'something of it is still there';
        END IF;
    ELSIF e.kind = 'lapsed' AND (written.actor <> 'community.rooms' OR (is_now ->> 'keeps_days')::integer = 0) THEN
        RETURN 'the clock does it, where something lapses';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION community_check_seat(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    secretary CONSTANT boolean := accounts_holds(written.actor, ARRAY['community_secretary']);
    one CONSTANT text := community_in_force(written.actor);
    moderates CONSTANT boolean := one IS NOT NULL AND community_moderates(one, is_now ->> 'space');
    room community_space;
BEGIN
    SELECT * INTO room FROM community_space WHERE public_id = is_now ->> 'space';
    IF room.id IS NULL OR NOT EXISTS (SELECT FROM community_member m WHERE m.public_id = is_now ->> 'member')
       OR was IS NOT NULL AND (was ->> 'space' <> is_now ->> 'space' OR was ->> 'member' <> is_now ->> 'member') THEN
        RETURN 'there is no such space or member';
    ELSIF e.kind = 'seated' THEN
        IF NOT EXISTS (SELECT FROM community_member m WHERE m.public_id = is_now ->> 'member' AND m.state = 'active' AND m.valid_until > written.recorded_at) THEN
            RETURN 'they are no member now';
        ELSIF e.details ->> 'by' = 'opened' THEN
            -- Who opens a room moderates it; the first seat of a space and no other.
            IF EXISTS (SELECT FROM community_seat t WHERE t.space = room.public_id)
               OR NOT (secretary OR is_now ->> 'member' = one AND room.kind = 'case_room'
                       AND EXISTS (SELECT FROM community_event o JOIN ledger_entry l ON l.entry = o.id
                                   WHERE o.subject = room.public_id AND o.kind = 'opened' AND l.actor = written.actor)) THEN
                RETURN 'they did not open it';
            END IF;
        ELSIF NOT (secretary AND room.kind NOT IN ('case_room') OR moderates) THEN
            RETURN 'they may not invite';
        END IF;
    ELSIF e.kind = 'left' AND e.details ->> 'by' = 'own' THEN
        IF one IS DISTINCT FROM is_now ->> 'member' THEN RETURN 'it is theirs to leave'; END IF;
    ELSIF NOT (moderates OR secretary AND e.kind = 'role_given' AND room.kind <> 'case_room') THEN
        RETURN 'they do not moderate it';
    ELSIF e.kind = 'frozen' AND (one = is_now ->> 'member' OR (is_now ->> 'until')::timestamptz IS NULL
          OR (is_now ->> 'until')::timestamptz > written.recorded_at + interval '32 days') THEN
        RETURN 'nobody is frozen for so long, or freezes themselves';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION community_check_report(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    one CONSTANT text := community_in_force(written.actor);
BEGIN
    IF one IS NULL THEN
        RETURN 'they are no member now';
    ELSIF e.kind = 'made' THEN
        RETURN CASE WHEN is_now ->> 'by' IS DISTINCT FROM one OR NOT EXISTS (
            SELECT FROM community_post p JOIN community_space s ON s.id = p.space_id JOIN community_member m ON m.id = p.author_id
            WHERE p.public_id = is_now ->> 'about' AND s.public_id = is_now ->> 'space' AND m.public_id = is_now ->> 'author')
            THEN 'there is no such post' END;
    ELSIF e.kind = 'appealed' THEN
        RETURN CASE WHEN one <> is_now ->> 'author' THEN 'another wrote it' END;
    ELSIF NOT community_moderates(one, is_now ->> 'space') OR one = is_now ->> 'author' THEN
        RETURN 'they do not moderate it, or wrote it';
    ELSIF e.kind IN ('upheld', 'overturned') AND (one = was ->> 'decided_by' OR is_now ->> 'appeal_by' <> one) THEN
        RETURN 'another moderator than who decided hears the appeal';
    ELSIF e.kind IN ('dismissed', 'hidden', 'warned', 'frozen') AND is_now ->> 'decided_by' <> one THEN
        RETURN 'another decided';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION community_check_lowering(e community_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    one CONSTANT text := community_in_force(written.actor);
    author text;
BEGIN
    IF is_now ->> 'noun' !~ '^[a-z]+$' THEN
        RETURN 'there is no such kind of object';
    END IF;
    EXECUTE format('SELECT m.public_id FROM %I o JOIN community_member m ON m.id = o.author_id WHERE o.public_id = $1', 'community_' || (is_now ->> 'noun'))
        INTO author USING e.subject;
    RETURN CASE WHEN one IS NULL OR author IS DISTINCT FROM one OR is_now ->> 'member' <> one THEN 'only the author lowers a mark' END;
END $$;

CREATE FUNCTION community_check(e community_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN CASE e.noun
        WHEN 'member' THEN community_check_member(e, was, is_now, written)
        WHEN 'space' THEN community_check_space(e, was, is_now, written)
        WHEN 'seat' THEN community_check_seat(e, was, is_now, written)
        WHEN 'report' THEN community_check_report(e, was, is_now, written)
        WHEN 'lowering' THEN community_check_lowering(e, is_now, written)
        ELSE 'there is no such noun' END;
END $$;

CREATE FUNCTION community_event_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    name CONSTANT text := 'community_' || NEW.noun;
    written ledger_entry;
    rule community_act;
    was jsonb;
    is_now jsonb;
    personal jsonb;
    wrong text;
    columns text;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.id;
    IF written.id IS NULL OR written.object <> NEW.subject OR written.schema <> NEW.schema
       OR written.act <> 'community.' || NEW.noun || '_' || NEW.kind
       OR convert_from(written.canonical, 'UTF8')::jsonb -> 'payload' IS DISTINCT FROM community_event_payload(NEW) THEN
        RAISE EXCEPTION 'ifar: community event % differs from its ledger entry', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(jsonb_object_agg(field, value), '{}') INTO personal FROM ledger_personal WHERE entry = NEW.id;
    IF (SELECT count(*) FROM jsonb_object_keys(personal)) <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
        RAISE EXCEPTION 'ifar: community event % commits to values that are not there', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO rule FROM community_act a WHERE a.noun = NEW.noun AND a.kind = NEW.kind;
    IF rule.kind IS NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be %', NEW.subject, NEW.kind USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE format('SELECT to_jsonb(r) FROM %I r WHERE public_id = $1 FOR UPDATE', name) INTO was USING NEW.subject;
    IF coalesce((was ->> 'n')::integer, 0) <> NEW.n - 1 OR (was ->> 'last_event')::uuid IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', NEW.subject USING ERRCODE = 'serialization_failure';
    END IF;
    IF rule.leads ->> coalesce(was ->> 'state', '') IS DISTINCT FROM NEW.changes ->> 'state' OR NEW.changes - rule.columns <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: % cannot be % from %', NEW.subject, NEW.kind, coalesce(was ->> 'state', 'nothing') USING ERRCODE = 'check_violation';
    END IF;
    -- What no act has set yet is empty, by the type of the column.
    SELECT string_agg(quote_ident(a.attname), ', ') FILTER (WHERE a.attname <> 'id'),
           jsonb_object_agg(a.attname, CASE format_type(a.atttypid, NULL) WHEN 'text' THEN '""'::jsonb WHEN 'character varying' THEN '""'
               WHEN 'boolean' THEN 'false' WHEN 'text[]' THEN '[]' WHEN 'character varying[]' THEN '[]' ELSE 'null' END)
               || coalesce(was, '{}') || NEW.changes || jsonb_build_object('public_id', NEW.subject, 'n', NEW.n, 'last_event', NEW.id)
    INTO columns, is_now FROM pg_attribute a WHERE a.attrelid = name::regclass AND a.attnum > 0 AND NOT a.attisdropped;
    -- How a space is called may give a case away: it stands among the personal values, not in the log.
    IF NEW.noun = 'space' THEN
        is_now := is_now || (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(personal) WHERE key IN ('name', 'words'))
            || (CASE NEW.kind WHEN 'destroyed' THEN '{"name": "", "words": ""}'::jsonb ELSE '{}' END);
    END IF;
    wrong := community_check(NEW, was, is_now, written);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', NEW.subject, NEW.kind, written.actor, wrong USING ERRCODE = 'check_violation';
    END IF;
    IF was IS NULL THEN
        EXECUTE format('INSERT INTO %1$I (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1)', name, columns) USING is_now;
    ELSE
        EXECUTE format('UPDATE %1$I SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1)) WHERE public_id = $2', name, columns)
            USING is_now, NEW.subject;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER apply BEFORE INSERT ON community_event FOR EACH ROW EXECUTE FUNCTION community_event_apply();
ALTER TABLE community_event ENABLE ALWAYS TRIGGER apply;

-- A mark becomes wider only by an act of its author, which stands in the log; it becomes stricter freely.
CREATE FUNCTION community_mark_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    -- More recipients of a RED mark are a wider mark.
    IF (NEW.tlp < OLD.tlp OR NEW.pap < OLD.pap OR NEW.tlp = OLD.tlp AND NOT OLD.recipients @> NEW.recipients) AND NOT EXISTS (
        SELECT FROM community_lowering w WHERE w.public_id = NEW.public_id AND w.tlp = NEW.tlp AND w.pap = NEW.pap) THEN
        RAISE EXCEPTION 'ifar: the mark of % is lowered by its author alone', NEW.public_id USING ERRCODE = 'check_violation';
    ELSIF NEW.tlp = OLD.tlp AND NEW.organisation <> OLD.organisation THEN
        RAISE EXCEPTION 'ifar: the mark of % is for whom its author said', NEW.public_id USING ERRCODE = 'check_violation';
    ELSIF NEW.author_id <> OLD.author_id OR NEW.space_id <> OLD.space_id THEN
        RAISE EXCEPTION 'ifar: % stays its author''s, and where it was written', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
-- Makes the trigger on a table of marked objects: each app's migration that adds one calls it.
CREATE FUNCTION community_make_marked(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER mark_keep BEFORE UPDATE ON %s FOR EACH ROW WHEN (NEW.tlp <> OLD.tlp OR NEW.pap <> OLD.pap '
        'OR NEW.recipients <> OLD.recipients OR NEW.organisation <> OLD.organisation OR NEW.author_id <> OLD.author_id OR NEW.space_id <> OLD.space_id) '
        'EXECUTE FUNCTION community_mark_keep()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER mark_keep', name);
END $$;
SELECT community_make_marked(name::regclass) FROM unnest(ARRAY['community_topic', 'community_post']) AS name;

-- How an answer moves its topic, and what is counted of a post, so that nothing has to be counted again.
CREATE FUNCTION community_post_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE community_topic SET last_at = NEW.at WHERE id = NEW.topic_id;
    RETURN NULL;
END $$;
CREATE TRIGGER moves AFTER INSERT ON community_post FOR EACH ROW EXECUTE FUNCTION community_post_moves();
ALTER TABLE community_post ENABLE ALWAYS TRIGGER moves;
CREATE FUNCTION community_reaction_counts() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE community_post SET helped = helped + (CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END) WHERE id = coalesce(NEW.post_id, OLD.post_id);
    RETURN NULL;
END $$;
CREATE TRIGGER counts AFTER INSERT OR DELETE ON community_reaction FOR EACH ROW EXECUTE FUNCTION community_reaction_counts();
ALTER TABLE community_reaction ENABLE ALWAYS TRIGGER counts;

SELECT ledger_make_insert_only('community_event');
DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['community_member', 'community_space', 'community_seat', 'community_report', 'community_lowering']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
