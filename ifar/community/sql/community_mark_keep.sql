-- A mark becomes wider only by an act of its author, which stands in the log; it becomes stricter freely.
-- By its own hand: what was read under a wider mark cannot be unread, and one act widens a mark once.
CREATE OR REPLACE FUNCTION community_mark_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
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
        SELECT w.n INTO act FROM community_downgrade w WHERE w.public_id = NEW.public_id AND w.state = 'lowered' AND w.n > OLD.lowered
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
