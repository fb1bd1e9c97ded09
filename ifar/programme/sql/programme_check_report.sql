-- A report: its author writes it, another person who manages approves it, and from then on it does not move.
CREATE OR REPLACE FUNCTION programme_check_report(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF was IS NOT NULL AND (was ->> 'project', was ->> 'period', was ->> 'author')
       IS DISTINCT FROM (is_now ->> 'project', is_now ->> 'period', is_now ->> 'author') THEN
        RETURN 'a report stays where it was written';
    ELSIF NOT EXISTS (SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project')
       OR NOT EXISTS (SELECT FROM programme_period p WHERE p.name = is_now ->> 'period') THEN
        RETURN 'there is no such project or period';
    ELSIF e.kind IN ('approved', 'returned') THEN
        IF NOT accounts_holds(written.actor, ARRAY['programme_manager']) OR EXISTS (
            SELECT FROM programme_event w JOIN ledger_entry l ON l.entry = w.id
            WHERE w.noun = 'report' AND w.subject = e.subject AND w.kind IN ('composed', 'renewed', 'changed', 'submitted')
              AND l.actor = ANY (accounts_people(written))) THEN
            RETURN 'another person approves';
        ELSIF e.kind = 'approved' AND (is_now ->> 'approved_by' <> written.actor
            OR (is_now ->> 'approved_on')::date IS DISTINCT FROM (written.recorded_at AT TIME ZONE 'UTC')::date) THEN
            RETURN 'it says another person or day';
        END IF;
    ELSIF is_now ->> 'author' <> written.actor THEN
        RETURN 'another is its author';
    ELSIF NOT accounts_holds(written.actor, ARRAY['programme_officer', 'programme_manager']) THEN
        RETURN 'they do not work on projects';
    END IF;
    RETURN NULL;
END $$;
