-- Nothing is there that its author's act does not stand for: the mark, the place, and written now, so that the act serves once.
-- By its own hand: a thing written is a plain row that no entry holds, and what was read under a mark that nobody gave cannot be unread.
CREATE OR REPLACE FUNCTION community_mark_first() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    place text := '';
BEGIN
    IF TG_TABLE_NAME = 'community_post' THEN
        SELECT t.public_id INTO place FROM community_topic t WHERE t.id = NEW.topic_id AND t.space_id = NEW.space_id;
    END IF;
    IF NEW.state = 'hidden' OR NOT EXISTS (
        SELECT FROM community_downgrade w JOIN ledger_entry l ON l.entry = w.last_event
        JOIN community_member m ON m.public_id = w.member JOIN community_space s ON s.public_id = w.space
        WHERE w.public_id = NEW.public_id AND w.n = 1 AND w.state = 'given' AND l.recorded_at >= transaction_timestamp()
          AND w.object_type = substr(TG_TABLE_NAME, 11) AND w.around = place AND m.id = NEW.author_id AND s.id = NEW.space_id
          AND (w.tlp, w.pap) = (NEW.tlp, NEW.pap) AND community_named_by(w.last_event) = community_named(NEW.recipients, NEW.organisations)) THEN
        RAISE EXCEPTION 'ifar: no act gave % its mark', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    NEW.lowered := 1;
    RETURN NEW;
END $$;
