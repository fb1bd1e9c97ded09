-- Human rights before support to security forces: what is assessed is assessed once and wholly, and released for as long as that carries. What was
-- held is withdrawn by nobody who wrote of it.
-- By its own hand: support to security forces cannot be called back, and who assessed it does not lift the hold on it.
CREATE OR REPLACE FUNCTION programme_wrong_diligence(e acts_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    day CONSTANT date := (written.recorded_at AT TIME ZONE 'UTC')::date;
    grades CONSTANT text[] := ARRAY['low', 'medium', 'high'];
BEGIN
    IF e.n = 1 AND EXISTS (SELECT FROM programme_diligence d WHERE d.project = is_now ->> 'project' AND d.activity = is_now ->> 'activity'
                              AND d.state <> 'withdrawn') THEN
        RETURN 'it is assessed already';
    ELSIF e.kind = 'withdrawn' THEN
        RETURN CASE WHEN programme_stopped(e.subject) AND programme_assessed(accounts_people(written), e.subject)
            THEN 'it is held: it is not theirs to withdraw' END;
    ELSIF e.kind = 'held' THEN
        RETURN NULL;
    ELSIF e.kind IN ('released', 'renewed') THEN
        RETURN CASE WHEN EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'risks') r WHERE r.value ->> 'after' = 'high')
                      OR NOT programme_whole(is_now -> 'risks') THEN 'a risk stays high'
            WHEN is_now ->> 'released_until' IS NULL OR (is_now ->> 'released_until')::date <= day
                 OR (is_now ->> 'released_until')::date - (is_now ->> 'assessed_on')::date > 366 THEN 'it is released for a time that its assessment carries' END;
    END IF;
    RETURN CASE WHEN (is_now ->> 'assessed_on')::date > day THEN 'it is not assessed yet'
        WHEN e.kind = 'reviewed' AND EXISTS (
            SELECT FROM jsonb_array_elements(is_now -> 'risks') r
            WHERE array_position(grades, r.value ->> 'after') > coalesce((
                SELECT array_position(grades, b.value ->> 'after') FROM jsonb_array_elements(was -> 'risks') b WHERE b.value ->> 'risk' = r.value ->> 'risk'), 1))
            THEN 'a risk got graver: what was released is another thing'
        WHEN is_now ->> 'state' <> 'draft' AND NOT programme_whole(is_now -> 'risks') THEN 'a risk is left out, or named twice' END;
END $$;
