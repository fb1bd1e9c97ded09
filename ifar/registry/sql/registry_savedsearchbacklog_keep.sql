-- A question that waits is put before its row goes, and is not put off for ever: nothing else says that closed compartments were not asked yet.
-- By its own hand: the row that waits is all that knows of a question: once it is gone, nobody misses the answer.
CREATE OR REPLACE FUNCTION registry_savedsearchbacklog_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    gone text[] := '{}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.restricted AND NOT OLD.counted AND EXISTS (SELECT FROM registry_savedsearch WHERE id = OLD.search_id AND closed = '') THEN
            RAISE EXCEPTION 'search % still has to put its question to closed compartments', OLD.search_id USING ERRCODE = 'restrict_violation';
        END IF;
        gone := CASE WHEN OLD.restricted THEN ARRAY['closed'] ELSE '{}' END || CASE WHEN OLD.seen THEN ARRAY['register'] ELSE '{}' END;
    ELSE
        IF NEW.next_at > clock_timestamp() + interval '1 day' THEN
            RAISE EXCEPTION 'search % waits for longer than a day', NEW.search_id USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' THEN
            IF (NEW.search_id, NEW.exhibit, NEW.read) IS DISTINCT FROM (OLD.search_id, OLD.exhibit, OLD.read) OR (OLD.counted AND NOT NEW.counted)
                    OR (OLD.restricted AND NOT NEW.restricted AND NOT OLD.counted) THEN
                RAISE EXCEPTION 'what search % has to do stands', NEW.search_id USING ERRCODE = 'restrict_violation';
            END IF;
            gone := CASE WHEN OLD.restricted AND NOT NEW.restricted THEN ARRAY['closed'] ELSE '{}' END
                || CASE WHEN OLD.seen AND NOT NEW.seen THEN ARRAY['register'] ELSE '{}' END;
        END IF;
        IF NEW.counted AND (TG_OP = 'INSERT' OR NOT OLD.counted) AND NOT EXISTS (SELECT FROM registry_savedsearch s
                JOIN registry_restrictedquestion q ON q.search = s.public_id AND q.search <> '' WHERE s.id = NEW.search_id) THEN
            RAISE EXCEPTION 'the question of search % was not counted', NEW.search_id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    -- The act is the search's last one: one that was written for what waited before says nothing of what waits now.
    IF gone <> '{}' AND NOT EXISTS (SELECT FROM registry_savedsearch s LEFT JOIN registry_alertevent a ON a.id = s.last_event AND a.kind = 'looked'
            WHERE s.id = OLD.search_id AND (s.closed <> '' OR a.details -> 'through' ?& gone)) THEN
        RAISE EXCEPTION 'no act says that search % has looked through what it had to', OLD.search_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
