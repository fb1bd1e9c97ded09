-- With what mark something is written, and where, stands on the ledger before it is there; a wider mark uses the act that made it so, once.

-- Whom a mark names, as the act says it: public identifiers of members in their order.
CREATE FUNCTION community_named(recipients bigint[]) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(string_agg(m.public_id, ' ' ORDER BY m.public_id COLLATE "C"), '') FROM community_member m WHERE m.id = ANY (recipients)
$$;
CREATE FUNCTION community_named_by(act uuid) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT p.value #>> '{}' FROM ledger_personal p WHERE p.entry = act AND p.field = 'recipients'), '')
$$;

CREATE OR REPLACE FUNCTION community_check_lowering(e community_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    one CONSTANT text := community_in_force(written.actor);
    author text;
BEGIN
    IF is_now ->> 'noun' NOT IN ('topic', 'post', 'guide', 'collection', 'practice', 'gap', 'assistance', 'course') THEN
        RETURN 'there is no such kind of object';
    END IF;
    author := community_author_of(is_now ->> 'noun', e.subject);
    IF e.kind = 'given' THEN
        RETURN CASE WHEN one IS NULL OR is_now ->> 'member' <> one OR author IS NOT NULL THEN 'it is there, or another writes it' END;
    END IF;
    RETURN CASE WHEN one IS NULL OR author IS DISTINCT FROM one OR is_now ->> 'member' <> one THEN 'only the author lowers a mark' END;
END $$;

-- Nothing is there that its author's act does not stand for: the mark, the place, and written now, so that the act serves once.
CREATE FUNCTION community_mark_first() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    place text := '';
BEGIN
    IF TG_TABLE_NAME = 'community_post' THEN
        SELECT t.public_id INTO place FROM community_topic t WHERE t.id = NEW.topic_id AND t.space_id = NEW.space_id;
    END IF;
    IF NEW.state = 'hidden' OR NOT EXISTS (
        SELECT FROM community_lowering w JOIN ledger_entry l ON l.entry = w.last_event
        JOIN community_member m ON m.public_id = w.member JOIN community_space s ON s.public_id = w.space
        WHERE w.public_id = NEW.public_id AND w.n = 1 AND w.state = 'given' AND l.recorded_at >= transaction_timestamp()
          AND w.noun = substr(TG_TABLE_NAME, 11) AND w.around = place AND m.id = NEW.author_id AND s.id = NEW.space_id
          AND (w.tlp, w.pap, w.organisation) = (NEW.tlp, NEW.pap, NEW.organisation) AND community_named_by(w.last_event) = community_named(NEW.recipients)) THEN
        RAISE EXCEPTION 'ifar: no act gave % its mark', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    NEW.lowered := 1;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION community_mark_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wider CONSTANT boolean := NEW.tlp < OLD.tlp OR NEW.pap < OLD.pap
        -- RED that names somebody whom the mark did not reach.
        OR NEW.tlp = 4 AND EXISTS (SELECT FROM unnest(NEW.recipients) AS r (id)
            WHERE NOT community_mark_reaches(r.id, OLD.tlp, OLD.organisation, OLD.author_id, OLD.recipients))
        -- The circle of another organisation, unless it is a client of the one whose it was and the mark becomes AMBER+STRICT.
        OR OLD.tlp IN (2, 3) AND NEW.tlp IN (2, 3) AND NEW.organisation <> OLD.organisation
            AND NOT (OLD.tlp = 2 AND NEW.tlp = 3 AND OLD.organisation = ANY (community_above(NEW.organisation)));
    act integer;
BEGIN
    IF NEW.lowered <> OLD.lowered THEN
        RAISE EXCEPTION 'ifar: which act made the mark of % wider is not for anybody to say', NEW.public_id USING ERRCODE = 'check_violation';
    ELSIF wider THEN
        SELECT w.n INTO act FROM community_lowering w WHERE w.public_id = NEW.public_id AND w.state = 'lowered' AND w.n > OLD.lowered
            AND (w.tlp, w.pap, w.organisation) = (NEW.tlp, NEW.pap, NEW.organisation) AND community_named_by(w.last_event) = community_named(NEW.recipients);
        IF act IS NULL THEN
            RAISE EXCEPTION 'ifar: the mark of % is lowered by its author alone', NEW.public_id USING ERRCODE = 'check_violation';
        END IF;
        NEW.lowered := act;
    END IF;
    IF NEW.tlp = OLD.tlp AND NEW.organisation <> OLD.organisation THEN
        RAISE EXCEPTION 'ifar: the mark of % is for whom its author said', NEW.public_id USING ERRCODE = 'check_violation';
    ELSIF NEW.author_id <> OLD.author_id OR NEW.space_id <> OLD.space_id OR NEW.public_id <> OLD.public_id OR OLD.chatham AND NOT NEW.chatham THEN
        RAISE EXCEPTION 'ifar: % stays its author''s, and where it was written', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- Makes the triggers on a table of marked objects: each app's migration that adds one calls it.
CREATE OR REPLACE FUNCTION community_make_marked(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS mark_keep ON %s', name);
    EXECUTE format('CREATE TRIGGER mark_keep BEFORE UPDATE ON %s FOR EACH ROW WHEN (NEW.tlp <> OLD.tlp OR NEW.pap <> OLD.pap '
        'OR NEW.recipients <> OLD.recipients OR NEW.organisation <> OLD.organisation OR NEW.author_id <> OLD.author_id OR NEW.space_id <> OLD.space_id '
        'OR NEW.lowered <> OLD.lowered OR NEW.public_id <> OLD.public_id OR NEW.chatham <> OLD.chatham) EXECUTE FUNCTION community_mark_keep()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER mark_keep', name);
    EXECUTE format('CREATE TRIGGER mark_first BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION community_mark_first()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER mark_first', name);
END $$;
SELECT community_make_marked(name::regclass) FROM unnest(ARRAY['community_topic', 'community_post', 'community_guide', 'community_collection',
    'community_practice', 'community_gap', 'community_assistance', 'community_course']) AS name;

-- What stands in something stays there: a wider thing around it would be a wider mark.
CREATE FUNCTION community_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ifar: what stands in % stays where it was put', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
DO $$
DECLARE one text[];
BEGIN
    FOREACH one SLICE 1 IN ARRAY ARRAY[['post', 'topic_id'], ['attachment', 'post_id'], ['translation', 'post_id'], ['mention', 'post_id'],
            ['enquiry', 'topic_id'], ['edition', 'guide_id'], ['place', 'collection_id']] LOOP
        EXECUTE format('CREATE TRIGGER stays BEFORE UPDATE OF %2$I ON %1$I FOR EACH ROW WHEN (NEW.%2$I <> OLD.%2$I) EXECUTE FUNCTION community_stays()',
            'community_' || one[1], one[2]);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER stays', 'community_' || one[1]);
    END LOOP;
END $$;

-- An edition is not changed behind its review: a new one is brought.
CREATE TRIGGER kept BEFORE UPDATE ON community_edition FOR EACH ROW WHEN ((NEW.number, NEW.version, NEW.language, NEW.file_id, NEW.link, NEW.words, NEW.text)
    IS DISTINCT FROM (OLD.number, OLD.version, OLD.language, OLD.file_id, OLD.link, OLD.words, OLD.text)) EXECUTE FUNCTION community_stays();
ALTER TABLE community_edition ENABLE ALWAYS TRIGGER kept;
