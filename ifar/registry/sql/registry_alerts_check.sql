-- What no guard says of a saved search: for how long, whom its desk is told to ask, what it looked through, who releases what waits.
-- By its own hand: separation of duties: whoever asked does not release their own question. What waits is deleted on the word of an act, and what came in while a search was wrongly over is not met any more.
CREATE OR REPLACE FUNCTION registry_alerts_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    CASE e.kind
    WHEN 'opened', 'renewed' THEN
        -- One that is "renewed" into the past meets nothing any more, and nobody closed it.
        IF (is_now ->> 'expires_at')::timestamptz NOT BETWEEN written.recorded_at + interval '1 day' AND written.recorded_at + interval '1826 days' THEN
            RETURN 'alerts.term: it stays open for a day at least, and for five years at most';
        END IF;
    WHEN 'referred' THEN
        IF is_now -> 'asked' = '[]' OR (is_now -> 'asked') - (-1) IS DISTINCT FROM was -> 'asked' THEN
            RETURN 'alerts.asked: one more desk is named, and none is taken back';
        END IF;
    WHEN 'looked' THEN
        -- It says where was looked, never what was found there; and nothing else takes out of what waits a question that closed compartments were
        -- never asked.
        IF e.details NOT IN ('{"through": ["closed"]}', '{"through": ["register"]}', '{"through": ["closed", "register"]}') OR NOT EXISTS (
                SELECT FROM registry_savedsearchbacklog d JOIN registry_savedsearch s ON s.id = d.search_id WHERE s.public_id = e.subject
                AND (NOT e.details -> 'through' ? 'closed' OR (d.restricted AND d.counted))
                AND (NOT e.details -> 'through' ? 'register' OR d.seen)) THEN
            RETURN 'alerts.looked: it had nothing of that to look through';
        END IF;
    WHEN 'released' THEN
        IF e.details <> jsonb_build_object('asker', was ->> 'owner', 'by', written.actor) OR was ->> 'owner' = ANY (accounts_people(written)) OR NOT EXISTS (
                SELECT FROM registry_savedsearchbacklog d JOIN registry_savedsearch s ON s.id = d.search_id
                WHERE s.public_id = e.subject AND d.restricted AND NOT d.counted) THEN
            RETURN 'alerts.released: a question is released by somebody else than asked it, as long as it waits, in the names of both';
        END IF;
        -- Who releases it is somebody who works at its office: a name that nobody bears has room for as many questions as anybody likes.
        IF NOT EXISTS (
            SELECT FROM accounts_user u JOIN accounts_agency a ON a.public_id = written.agency
            WHERE u.public_id = written.actor AND u.is_active AND (EXISTS (
                SELECT FROM accounts_grant g WHERE g.user_id = u.id AND g.agency_id = a.id AND g.valid_from <= clock_timestamp()
                AND (g.valid_to IS NULL OR g.valid_to > clock_timestamp()) AND NOT EXISTS (SELECT FROM accounts_grantend x WHERE x.grant_id = g.entry)
            ) OR EXISTS (
                SELECT FROM accounts_absence b WHERE b.stand_in_id = u.id AND b.agency_id = a.id AND b.valid_from <= clock_timestamp()
                AND b.valid_to > clock_timestamp() AND NOT EXISTS (SELECT FROM accounts_absenceend x WHERE x.absence_id = b.entry)))) THEN
            RETURN 'alerts.colleague: somebody who works at its office releases it';
        END IF;
    ELSE
        RETURN NULL;
    END CASE;
    RETURN NULL;
END $$;
