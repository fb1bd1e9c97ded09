CREATE OR REPLACE FUNCTION programme_check_value(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    -- The lock waits for whoever writes now, and whoever comes later finds it.
    PERFORM FROM programme_period p WHERE p.name = is_now ->> 'period' AND p.state = 'open' FOR SHARE;
    IF NOT FOUND THEN
        RETURN 'the period is locked, or there is none';
    ELSIF was IS NOT NULL AND (was ->> 'indicator', was ->> 'period', was ->> 'place')
          IS DISTINCT FROM (is_now ->> 'indicator', is_now ->> 'period', is_now ->> 'place') THEN
        RETURN 'a value stays where it was reported';
    ELSIF NOT EXISTS (SELECT FROM programme_indicator i WHERE i.public_id = is_now ->> 'indicator' AND i.state = 'defined') THEN
        RETURN 'there is no such indicator';
    ELSIF e.kind = 'approved' THEN
        IF is_now ->> 'approved_by' <> written.actor OR NOT accounts_holds(written.actor, ARRAY['programme_manager'])
           OR programme_wrote(accounts_people(written), e.subject) THEN
            RETURN 'another person approves';
        END IF;
    ELSIF e.kind = 'returned' THEN
        IF NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN RETURN 'it is not theirs to return'; END IF;
    ELSIF e.kind = 'computed' THEN
        IF is_now -> 'lineage' = '{}'::jsonb OR (SELECT i.source FROM programme_indicator i WHERE i.public_id = is_now ->> 'indicator') = '' THEN
            RETURN 'it says not from which records it comes';
        ELSIF is_now ->> 'approved_by' <> '' THEN
            RETURN 'a new version was approved by nobody yet';
        END IF;
    ELSIF is_now ->> 'reported_by' <> written.actor AND e.kind IN ('drafted', 'reported', 'changed', 'submitted') THEN
        RETURN 'another reported it';
    ELSIF is_now -> 'lineage' IS DISTINCT FROM coalesce(was -> 'lineage', '{}'::jsonb) AND is_now -> 'lineage' <> '{}'::jsonb THEN
        RETURN 'only what is computed has records behind it';
    END IF;
    RETURN NULL;
END $$;
