-- What is counted is counted when it is, once for each read of the log, and once for each search. A question that says that it was put at another time, that
-- shares its read, or that counts for nothing beside its search would leave room for as many more as anybody likes.
-- By its own hand: two that name one read at once would ask closed compartments more often than is counted.
CREATE OR REPLACE FUNCTION registry_restrictedquestion_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    -- A statement that began long ago would bring its time with it.
    IF statement_timestamp() < clock_timestamp() - interval '10 minutes' OR EXISTS (SELECT FROM written WHERE at <> statement_timestamp()) THEN
        RAISE EXCEPTION 'ifar: a question is put when it is counted, and at no other time' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM written w LEFT JOIN accounts_readlog l ON l.id = w.read AND l.actor = w.actor AND l.agency = w.agency
            AND l.act = 'registry.search.restricted' AND l.at < w.at + interval '1 minute'
            WHERE l.id IS NULL AND (w.read IS NOT NULL OR w.search <> '' OR w.refused NOT IN ('incomplete', 'purpose')))
        OR EXISTS (SELECT FROM written w LEFT JOIN accounts_readlog l ON l.id = w.asked_read AND l.actor = w.asker AND l.agency = w.agency
            AND l.act = 'registry.search.restricted' AND l.at < w.at + interval '1 minute' WHERE l.id IS NULL AND (w.asked_read IS NOT NULL OR w.asker <> '')) THEN
        RAISE EXCEPTION 'ifar: no read of the log is this question' USING ERRCODE = 'check_violation';
    END IF;
    -- Two that name one read at once come one after the other.
    PERFORM pg_advisory_xact_lock(1767268764, (r.read % 2147483647)::integer)
        FROM (SELECT read FROM written WHERE read IS NOT NULL UNION SELECT asked_read FROM written WHERE asked_read IS NOT NULL ORDER BY 1) AS r;
    IF EXISTS (SELECT FROM (SELECT read FROM written UNION SELECT asked_read FROM written) AS r JOIN accounts_readlog l ON l.id = r.read
            CROSS JOIN LATERAL (SELECT count(*) AS number, bool_and(exhibit) AS exhibits FROM (
                SELECT exhibit FROM registry_restrictedquestion q WHERE q.read = r.read UNION ALL
                SELECT exhibit FROM registry_restrictedquestion q WHERE q.asked_read = r.read) AS q) AS served
            WHERE served.number > CASE WHEN served.exhibits THEN greatest(l.count, 1) ELSE 1 END) THEN
        RAISE EXCEPTION 'ifar: a read of the log is one question, or as many marks of exhibits as it says' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM written w WHERE CASE WHEN w.search = '' THEN w.exhibit OR w.asker <> '' ELSE
            w.refused <> '' OR w.again OR (SELECT count(*) FROM registry_restrictedquestion q WHERE q.search = w.search AND q.search <> '') > 1
            OR NOT EXISTS (SELECT FROM registry_savedsearch s JOIN accounts_agency a ON a.id = s.agency_id LEFT JOIN registry_savedsearchbacklog d ON d.search_id = s.id AND d.restricted
                WHERE s.public_id = w.search AND s.answers_restricted AND s.closed = '' AND a.public_id = w.agency
                AND s.owner = CASE w.asker WHEN '' THEN w.actor ELSE w.asker END
                AND (d.search_id IS NULL OR (NOT d.counted AND d.exhibit = w.exhibit
                    AND d.read IS NOT DISTINCT FROM CASE w.asker WHEN '' THEN w.read ELSE w.asked_read END))) END) THEN
        RAISE EXCEPTION 'ifar: no search that is open has this question to put' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
