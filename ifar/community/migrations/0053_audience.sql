-- A mark is for the readers of the space, or for the members and organisations that it names (TLP 2.0): it says what they may do next, and
-- does not shrink the circle to the author's organisation.

-- What was for the author's organisation and its clients names that organisation: for nobody more than before.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['topic', 'post', 'guide', 'collection', 'practice', 'gap', 'assistance', 'course', 'revision'] LOOP
        EXECUTE format('UPDATE %I SET organisations = ARRAY[organisation] WHERE tlp IN (2, 3)', 'community_' || name);
    END LOOP;
END $$;

DROP FUNCTION community_mark_reaches(bigint, smallint, text, bigint, bigint[]);
DROP FUNCTION community_above(text);
DROP FUNCTION community_named(bigint[]);

-- Whom a mark names, as the act says it: public identifiers of members and organisations in their order.
CREATE FUNCTION community_named(recipients bigint[], organisations varchar[]) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(string_agg(one.id, ' ' ORDER BY one.id COLLATE "C"), '') FROM (
        SELECT m.public_id::text FROM community_member m WHERE m.id = ANY (recipients) UNION ALL SELECT unnest(organisations)::text) AS one (id)
$$;

-- Whether a member, by key, is among those whom a mark is for, as `marks.may_see` says it of readers of the space.
CREATE FUNCTION community_mark_reaches(one bigint, tlp smallint, author bigint, recipients bigint[], organisations varchar[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT author = one OR tlp < 4 AND recipients = '{}' AND organisations = '{}' OR recipients @> ARRAY[one]
        OR EXISTS (SELECT FROM community_member m WHERE m.id = one AND m.organisation = ANY ($5))
$$;

CREATE OR REPLACE FUNCTION community_mark_first() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
          AND (w.tlp, w.pap) = (NEW.tlp, NEW.pap) AND community_named_by(w.last_event) = community_named(NEW.recipients, NEW.organisations)) THEN
        RAISE EXCEPTION 'ifar: no act gave % its mark', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    NEW.lowered := 1;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION community_mark_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wider CONSTANT boolean := NEW.tlp < OLD.tlp OR NEW.pap < OLD.pap
        -- It names somebody whom the mark did not reach.
        OR EXISTS (SELECT FROM unnest(NEW.recipients) AS r (id)
            WHERE NOT community_mark_reaches(r.id, OLD.tlp, OLD.author_id, OLD.recipients, OLD.organisations))
        -- It named some, and names another organisation now, or nobody: all who read the space.
        OR NEW.tlp < 4 AND (OLD.recipients <> '{}' OR OLD.organisations <> '{}')
            AND (NEW.recipients = '{}' AND NEW.organisations = '{}' OR NOT OLD.organisations @> NEW.organisations);
    act integer;
BEGIN
    IF NEW.lowered <> OLD.lowered THEN
        RAISE EXCEPTION 'ifar: which act made the mark of % wider is not for anybody to say', NEW.public_id USING ERRCODE = 'check_violation';
    ELSIF wider THEN
        SELECT w.n INTO act FROM community_lowering w WHERE w.public_id = NEW.public_id AND w.state = 'lowered' AND w.n > OLD.lowered
            AND (w.tlp, w.pap) = (NEW.tlp, NEW.pap) AND community_named_by(w.last_event) = community_named(NEW.recipients, NEW.organisations);
        IF act IS NULL THEN
            RAISE EXCEPTION 'ifar: the mark of % is lowered by its author alone', NEW.public_id USING ERRCODE = 'check_violation';
        END IF;
        NEW.lowered := act;
    END IF;
    IF NEW.author_id <> OLD.author_id OR NEW.space_id <> OLD.space_id OR NEW.public_id <> OLD.public_id OR OLD.chatham AND NOT NEW.chatham THEN
        RAISE EXCEPTION 'ifar: % stays its author''s, and where it was written', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- Makes the triggers on a table of marked objects: each app's migration that adds one calls it.
CREATE OR REPLACE FUNCTION community_make_marked(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS mark_keep ON %s', name);
    EXECUTE format('CREATE TRIGGER mark_keep BEFORE UPDATE ON %s FOR EACH ROW WHEN (NEW.tlp <> OLD.tlp OR NEW.pap <> OLD.pap '
        'OR NEW.recipients <> OLD.recipients OR NEW.organisations <> OLD.organisations OR NEW.author_id <> OLD.author_id OR NEW.space_id <> OLD.space_id '
        'OR NEW.lowered <> OLD.lowered OR NEW.public_id <> OLD.public_id OR NEW.chatham <> OLD.chatham) EXECUTE FUNCTION community_mark_keep()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER mark_keep', name);
    EXECUTE format('DROP TRIGGER IF EXISTS mark_first ON %s', name);
    EXECUTE format('CREATE TRIGGER mark_first BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION community_mark_first()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER mark_first', name);
END $$;
SELECT community_make_marked(name::regclass) FROM unnest(ARRAY['community_topic', 'community_post', 'community_guide', 'community_collection',
    'community_practice', 'community_gap', 'community_assistance', 'community_course']) AS name;

-- A wording is kept as it stood, under the mark that the post bears when it is replaced, and changes no more.
CREATE OR REPLACE FUNCTION community_revision_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (SELECT FROM community_post p WHERE p.id = NEW.post_id
            AND (p.tlp, p.organisations, p.recipients, p.state) = (NEW.tlp, NEW.organisations, NEW.recipients, NEW.state)) THEN
        RAISE EXCEPTION 'ifar: an earlier wording keeps the mark under which it was written' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER mark_keep BEFORE INSERT OR UPDATE ON community_revision FOR EACH ROW EXECUTE FUNCTION community_revision_keep();
ALTER TABLE community_revision ENABLE ALWAYS TRIGGER mark_keep;

-- Whether an answer is for all for whom its topic is.
CREATE OR REPLACE FUNCTION community_post_is_for_all(p community_post, t community_topic) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT p.state = 'shown' AND (p.tlp < 4 OR t.tlp = 4) AND (p.tlp < 4 AND p.recipients = '{}' AND p.organisations = '{}'
        OR (t.tlp = 4 OR t.recipients <> '{}' OR t.organisations <> '{}')
            AND (p.recipients || p.author_id) @> (t.recipients || t.author_id) AND p.organisations @> t.organisations)
$$;
CREATE TRIGGER moves_again AFTER UPDATE ON community_post FOR EACH ROW
    WHEN (NEW.tlp <> OLD.tlp OR NEW.state <> OLD.state OR NEW.organisations <> OLD.organisations OR NEW.recipients <> OLD.recipients)
    EXECUTE FUNCTION community_post_moves();
ALTER TABLE community_post ENABLE ALWAYS TRIGGER moves_again;
CREATE TRIGGER moves BEFORE UPDATE ON community_topic FOR EACH ROW
    WHEN (NEW.tlp <> OLD.tlp OR NEW.organisations <> OLD.organisations OR NEW.recipients <> OLD.recipients) EXECUTE FUNCTION community_topic_moves();
ALTER TABLE community_topic ENABLE ALWAYS TRIGGER moves;
UPDATE community_topic t SET last_at = community_last_word(t);
