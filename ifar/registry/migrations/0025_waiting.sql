-- A question that waits is put before its row goes, and is not put off for ever: nothing else says that closed compartments were not asked yet.
CREATE FUNCTION registry_standingdue_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.blind AND NOT OLD.counted AND EXISTS (SELECT FROM registry_standing WHERE id = OLD.search_id AND closed = '') THEN
            RAISE EXCEPTION 'search % still has to put its question to closed compartments', OLD.search_id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.next_at > clock_timestamp() + interval '1 day' THEN
        RAISE EXCEPTION 'search % waits for longer than a day', NEW.search_id USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.search_id, NEW.exhibit, NEW.read) IS DISTINCT FROM (OLD.search_id, OLD.exhibit, OLD.read) OR (OLD.counted AND NOT NEW.counted)
                OR (OLD.blind AND NOT NEW.blind AND NOT OLD.counted) THEN
            RAISE EXCEPTION 'what search % has to do stands', NEW.search_id USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.counted = OLD.counted THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NEW.counted AND NOT EXISTS (SELECT FROM registry_standing s JOIN registry_blindquestion q ON q.search = s.public_id AND q.search <> ''
            WHERE s.id = NEW.search_id) THEN
        RAISE EXCEPTION 'the question of search % was not counted', NEW.search_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_keep BEFORE INSERT OR UPDATE OR DELETE ON registry_standingdue FOR EACH ROW EXECUTE FUNCTION registry_standingdue_keep();
ALTER TABLE registry_standingdue ENABLE ALWAYS TRIGGER a_keep;
