-- A reading that a correction takes off a mark stays on record as a mark of its own that no longer counts (`registry/former.py`), so that the firearm
-- is found by it. Nobody states it: whatever changes what a mark says leaves it behind, and no event writes one or changes one.
CREATE FUNCTION registry_mark_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
CREATE TRIGGER left_behind AFTER UPDATE ON registry_mark FOR EACH ROW
    WHEN (OLD.text IS NOT NULL AND (OLD.kind, OLD.text) IS DISTINCT FROM (NEW.kind, NEW.text)) EXECUTE FUNCTION registry_mark_left();
ALTER TABLE registry_mark ENABLE ALWAYS TRIGGER left_behind;

CREATE FUNCTION registry_mark_former() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR pg_trigger_depth() < 3 THEN
        RAISE EXCEPTION 'ifar: a former reading of a mark follows from its correction alone' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER former BEFORE INSERT ON registry_mark FOR EACH ROW WHEN (NEW.former_of <> 0) EXECUTE FUNCTION registry_mark_former();
CREATE TRIGGER former_stays BEFORE UPDATE ON registry_mark FOR EACH ROW WHEN (OLD.former_of <> 0 OR NEW.former_of <> 0)
    EXECUTE FUNCTION registry_mark_former();
ALTER TABLE registry_mark ENABLE ALWAYS TRIGGER former;
ALTER TABLE registry_mark ENABLE ALWAYS TRIGGER former_stays;

-- What a mark is that nobody said more about.
CREATE OR REPLACE FUNCTION registry_bare_mark() RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT '{"text_status": "known", "script": "", "on_part": "", "place": "", "method": "", "condition": "intact",
             "confidence": 100, "image": "", "retired": false, "former_of": 0}'::jsonb
$$;
