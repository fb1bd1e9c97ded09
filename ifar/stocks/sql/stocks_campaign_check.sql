-- What no guard can say of an act on a marking campaign: null, or why it may not be.
-- By its own hand: arms, their places and their marks are other apps'; and of two orders of the same numbers at once neither sees the other.
CREATE OR REPLACE FUNCTION stocks_campaign_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    range CONSTANT int4range := int4range((is_now ->> 'first')::int, (is_now ->> 'last')::int, '[]');
BEGIN
    IF e.kind = 'ordered' THEN
        IF jsonb_array_length(is_now -> 'stores') = 0 OR EXISTS (
            SELECT FROM jsonb_array_elements_text(is_now -> 'stores') s
            WHERE NOT EXISTS (SELECT FROM stocks_armoury a WHERE a.public_id = s AND a.agency_id = (is_now ->> 'agency_id')::bigint)) THEN
            RETURN 'its stores are no armouries of the unit';
        ELSIF upper(range) - lower(range) > 100000 OR (is_now ->> 'prefix') !~ '^[A-Z0-9-]{0,12}$' OR (is_now ->> 'mark' = 'code') <> (is_now ->> 'symbol' <> '') THEN
            RETURN 'its numbers are of no form that can be struck';
        ELSIF EXISTS (SELECT FROM stocks_campaign c WHERE c.public_id <> e.subject AND c.mark = is_now ->> 'mark' AND c.prefix = is_now ->> 'prefix'
                AND length(c.last::text) = length(is_now ->> 'last') AND int4range(c.first, c.last, '[]') && range) THEN
            RETURN 'its numbers are those of another campaign';
        END IF;
    ELSIF e.kind = 'excepted' THEN
        IF is_now -> 'exceptions' <> (was -> 'exceptions') || (e.details -> 'rows') OR EXISTS (
            SELECT FROM jsonb_array_elements(is_now -> 'exceptions') x GROUP BY x ->> 0 HAVING count(*) > 1) OR EXISTS (
            SELECT FROM jsonb_array_elements(e.details -> 'rows') x
            WHERE x ->> 1 NOT IN ('unreadable', 'cannot', 'not_there') OR x ->> 0 NOT IN (SELECT stocks_unmarked(is_now))) THEN
            RETURN 'it is nothing that the campaign is to mark';
        END IF;
    ELSIF e.kind = 'finished' THEN
        IF EXISTS (SELECT FROM stocks_unmarked(is_now) u WHERE u NOT IN (SELECT x ->> 0 FROM jsonb_array_elements(is_now -> 'exceptions') x)) THEN
            RETURN 'arms are left to mark';
        ELSIF EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'gaps') g WHERE g ->> 2 NOT IN ('spoiled', 'tried', 'passed_over')) OR
            ARRAY(SELECT n FROM jsonb_array_elements(is_now -> 'gaps') g, generate_series((g ->> 0)::int, (g ->> 1)::int) n) <>
            ARRAY(SELECT n FROM generate_series(lower(range), (SELECT max(s.number) FROM stocks_struck s WHERE s.campaign = e.subject)) n
                  WHERE NOT EXISTS (SELECT FROM stocks_struck s WHERE s.campaign = e.subject AND s.number = n) ORDER BY n) THEN
            RETURN 'its gaps are not those of its numbers';
        END IF;
    ELSIF EXISTS (SELECT FROM stocks_struck s JOIN registry_event r ON r.id = s.event JOIN accounts_proposal p ON p.public_id = r.proposal
                  WHERE s.campaign = e.subject AND p.proposer = written.actor) THEN
        RETURN 'whoever carried it out does not close it';
    END IF;
    RETURN NULL;
END $$;
