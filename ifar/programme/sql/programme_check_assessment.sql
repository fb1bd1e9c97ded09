-- A State's law against the Firearms Protocol: who wrote an answer does not approve it. Human rights before support to security forces: whoever
-- wrote of an assessment releases nothing on it; nothing begins and no money goes to it without a release that carries on the day.
CREATE OR REPLACE FUNCTION programme_check_assessment(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF was IS NOT NULL AND (was ->> 'place', was ->> 'year', was ->> 'article') IS DISTINCT FROM (is_now ->> 'place', is_now ->> 'year', is_now ->> 'article') THEN
        RETURN 'an assessment stays with its State, year and article';
    ELSIF (is_now ->> 'year')::integer > extract(year FROM written.recorded_at AT TIME ZONE 'UTC') THEN
        RETURN 'the year is still to come';
    ELSIF EXISTS (SELECT FROM jsonb_each(is_now -> 'answers') a
                  WHERE NOT (a.key = is_now ->> 'article' OR starts_with(a.key, (is_now ->> 'article') || '.'))
                     OR a.value ->> 'standing' IS NULL OR NOT a.value ->> 'standing' = ANY (ARRAY['in_force', 'partial', 'absent'])) THEN
        RETURN 'an answer is none of this article';
    ELSIF e.kind IN ('approved', 'returned', 'reopened') THEN
        IF NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN
            RETURN 'it is not theirs to decide';
        ELSIF e.kind = 'approved' AND (is_now ->> 'approved_by' <> written.actor OR EXISTS (
            SELECT FROM programme_event w JOIN ledger_entry l ON l.entry = w.id
            WHERE w.noun = 'assessment' AND w.subject = e.subject AND l.actor = ANY (accounts_people(written))
              AND w.kind IN ('drafted', 'stated', 'changed', 'submitted')
              AND w.n > coalesce((SELECT max(a.n) FROM programme_event a WHERE a.noun = 'assessment' AND a.subject = e.subject AND a.kind = 'approved'), 0))) THEN
            RETURN 'another person approves';
        ELSIF e.kind = 'reopened' AND is_now ->> 'approved_by' <> '' THEN
            RETURN 'nobody approved what is open again';
        END IF;
    ELSIF NOT accounts_holds(written.actor, ARRAY['programme_officer', 'programme_manager']) OR is_now ->> 'written_by' <> written.actor THEN
        RETURN 'another wrote it';
    ELSIF is_now ->> 'approved_by' <> '' THEN
        RETURN 'a new version was approved by nobody yet';
    END IF;
    RETURN NULL;
END $$;
