-- A search that is open keeps the keys by which what comes in later meets it: without them it would find nothing any more, and say nothing of it.
CREATE FUNCTION registry_standingkey_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    -- Keys follow the rules of this version of the program (marks.KEYS_VERSION); newer rules come with a migration that says so here.
    newest CONSTANT smallint := 3;
BEGIN
    -- The owner makes keys anew where verification names some (ifar rebuild-search-keys).
    IF pg_has_role((SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM registry_standing WHERE id = OLD.search_id AND closed = '') THEN
            RAISE EXCEPTION 'ifar: search % is open and keeps its keys', OLD.search_id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.version > newest OR cardinality(NEW.keys) = 0 THEN
        RAISE EXCEPTION 'ifar: search % has no such keys', NEW.search_id USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.search_id <> OLD.search_id OR NEW.version <= OLD.version) THEN
        RAISE EXCEPTION 'ifar: the keys of search % change with their rules alone', OLD.search_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_keep BEFORE INSERT OR UPDATE OR DELETE ON registry_standingkey FOR EACH ROW EXECUTE FUNCTION registry_standingkey_keep();
ALTER TABLE registry_standingkey ENABLE ALWAYS TRIGGER a_keep;

-- What is counted is counted when it is, once for each read of the log, and once for each search. A question that says that it was put at another time, that
-- shares its read, or that counts for nothing beside its search would leave room for as many more as anybody likes.
CREATE FUNCTION registry_blindquestion_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    -- A statement that began long ago would bring its time with it.
    IF statement_timestamp() < clock_timestamp() - interval '10 minutes' OR EXISTS (SELECT FROM written WHERE at <> statement_timestamp()) THEN
        RAISE EXCEPTION 'ifar: a question is put when it is counted, and at no other time' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM written w LEFT JOIN accounts_readlog l ON l.id = w.read AND l.actor = w.actor AND l.agency = w.agency
            AND l.act = 'registry.search.blind' AND l.at < w.at + interval '1 minute'
            WHERE l.id IS NULL AND (w.read IS NOT NULL OR w.search <> '' OR w.refused NOT IN ('incomplete', 'purpose')))
        OR EXISTS (SELECT FROM written w LEFT JOIN accounts_readlog l ON l.id = w.asked_read AND l.actor = w.asker AND l.agency = w.agency
            AND l.act = 'registry.search.blind' AND l.at < w.at + interval '1 minute' WHERE l.id IS NULL AND (w.asked_read IS NOT NULL OR w.asker <> '')) THEN
        RAISE EXCEPTION 'ifar: no read of the log is this question' USING ERRCODE = 'check_violation';
    END IF;
    -- Two that name one read at once come one after the other.
    PERFORM pg_advisory_xact_lock(1767268764, (r.read % 2147483647)::integer)
        FROM (SELECT read FROM written WHERE read IS NOT NULL UNION SELECT asked_read FROM written WHERE asked_read IS NOT NULL ORDER BY 1) AS r;
    IF EXISTS (SELECT FROM (SELECT read FROM written UNION SELECT asked_read FROM written) AS r JOIN accounts_readlog l ON l.id = r.read
            CROSS JOIN LATERAL (SELECT count(*) AS number, bool_and(exhibit) AS exhibits FROM (
                SELECT exhibit FROM registry_blindquestion q WHERE q.read = r.read UNION ALL
                SELECT exhibit FROM registry_blindquestion q WHERE q.asked_read = r.read) AS q) AS served
            WHERE served.number > CASE WHEN served.exhibits THEN greatest(l.count, 1) ELSE 1 END) THEN
        RAISE EXCEPTION 'ifar: a read of the log is one question, or as many marks of exhibits as it says' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM written w WHERE CASE WHEN w.search = '' THEN w.exhibit OR w.asker <> '' ELSE
            w.refused <> '' OR w.again OR (SELECT count(*) FROM registry_blindquestion q WHERE q.search = w.search AND q.search <> '') > 1
            OR NOT EXISTS (SELECT FROM registry_standing s JOIN accounts_agency a ON a.id = s.agency_id LEFT JOIN registry_standingdue d ON d.search_id = s.id AND d.blind
                WHERE s.public_id = w.search AND s.answers_blind AND s.closed = '' AND a.public_id = w.agency
                AND s.owner = CASE w.asker WHEN '' THEN w.actor ELSE w.asker END
                AND (d.search_id IS NULL OR (NOT d.counted AND d.exhibit = w.exhibit
                    AND d.read IS NOT DISTINCT FROM CASE w.asker WHEN '' THEN w.read ELSE w.asked_read END))) END) THEN
        RAISE EXCEPTION 'ifar: no search that is open has this question to put' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER kept AFTER INSERT ON registry_blindquestion REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION registry_blindquestion_kept();
ALTER TABLE registry_blindquestion ENABLE ALWAYS TRIGGER kept;

-- What waits as counted is what was counted: as an exhibit or not, under the read that says who asked.
CREATE FUNCTION registry_standingdue_counted() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_standing s JOIN registry_blindquestion q ON q.search = s.public_id AND q.search <> ''
            WHERE s.id = NEW.search_id AND q.refused = '' AND NOT q.again AND q.exhibit = NEW.exhibit
            AND CASE q.asker WHEN '' THEN q.read ELSE q.asked_read END IS NOT DISTINCT FROM NEW.read) THEN
        RAISE EXCEPTION 'ifar: the question of search % was not counted as it waits', NEW.search_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_counted BEFORE INSERT ON registry_standingdue FOR EACH ROW WHEN (NEW.counted) EXECUTE FUNCTION registry_standingdue_counted();
ALTER TABLE registry_standingdue ENABLE ALWAYS TRIGGER b_counted;
CREATE TRIGGER b_counts BEFORE UPDATE ON registry_standingdue FOR EACH ROW WHEN (NEW.counted AND NOT OLD.counted)
    EXECUTE FUNCTION registry_standingdue_counted();
ALTER TABLE registry_standingdue ENABLE ALWAYS TRIGGER b_counts;

-- Who releases a question is somebody who works at its office: a name that nobody bears has room for as many questions as anybody likes.
CREATE FUNCTION registry_standingact_colleague() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_entry l JOIN accounts_user u ON u.public_id = l.actor AND u.is_active JOIN accounts_agency a ON a.public_id = l.agency
        WHERE l.entry = NEW.entry AND (EXISTS (
            SELECT FROM accounts_grant g WHERE g.user_id = u.id AND g.agency_id = a.id AND g.valid_from <= clock_timestamp()
            AND (g.valid_to IS NULL OR g.valid_to > clock_timestamp()) AND NOT EXISTS (SELECT FROM accounts_grantend e WHERE e.grant_id = g.entry)
        ) OR EXISTS (
            SELECT FROM accounts_absence b WHERE b.stand_in_id = u.id AND b.agency_id = a.id AND b.valid_from <= clock_timestamp()
            AND b.valid_to > clock_timestamp() AND NOT EXISTS (SELECT FROM accounts_absenceend e WHERE e.absence_id = b.entry)))) THEN
        RAISE EXCEPTION 'ifar: the question of % is released by somebody who works at its office', NEW.search USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_colleague BEFORE INSERT ON registry_standingact FOR EACH ROW WHEN (NEW.kind = 'released') EXECUTE FUNCTION registry_standingact_colleague();
ALTER TABLE registry_standingact ENABLE ALWAYS TRIGGER c_colleague;

-- A search is kept open for a day at least, from whenever that is said: one that is "renewed" into the past meets nothing any more, and nobody closed it.
CREATE FUNCTION registry_standingact_term() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = NEW.entry
            AND (NEW.details ->> 'expires_at')::timestamptz BETWEEN l.recorded_at + interval '1 day' AND l.recorded_at + interval '1826 days') THEN
        RAISE EXCEPTION 'ifar: % stays open for a day at least, and for five years at most', NEW.search USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_term BEFORE INSERT ON registry_standingact FOR EACH ROW WHEN (NEW.kind IN ('opened', 'renewed')) EXECUTE FUNCTION registry_standingact_term();
ALTER TABLE registry_standingact ENABLE ALWAYS TRIGGER c_term;
