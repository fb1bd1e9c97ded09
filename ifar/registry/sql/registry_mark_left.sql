-- A reading that a correction takes off a mark stays on record as a mark of its own that no longer counts (`registry/search/former_marks.py`), so that the firearm
-- is found by it. Nobody states it: whatever changes what a mark says leaves it behind, and no event writes one or changes one.
CREATE OR REPLACE FUNCTION registry_mark_left() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_mark m WHERE m.firearm_id = OLD.firearm_id AND m.former_of = OLD.n
                   AND (m.kind, m.text) = (OLD.kind, OLD.text)) THEN
        INSERT INTO registry_mark SELECT r.* FROM jsonb_populate_record(NULL::registry_mark, registry_bare_mark() || jsonb_build_object(
            'firearm_id', OLD.firearm_id, 'former_of', OLD.n, 'kind', OLD.kind, 'text', OLD.text, 'script', OLD.script, 'on_part', OLD.on_part,
            'place', OLD.place, 'confidence', OLD.confidence, 'retired', true, 'event', NEW.event,
            'n', (SELECT greatest(max(m.n), 10000) + 1 FROM registry_mark m WHERE m.firearm_id = OLD.firearm_id))) AS r;
    END IF;
    RETURN NULL;
END $$;
