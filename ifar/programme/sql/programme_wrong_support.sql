-- What a project must be before it begins, and before it is given anything new: it is on record who receives its support, and what supports security
-- forces is released. The mark of an activity does not go with the activity.
-- By its own hand: support to security forces, and money that was spent, cannot be called back.
CREATE OR REPLACE FUNCTION programme_wrong_support(e acts_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    begins text;
BEGIN
    IF e.record_type NOT IN ('project', 'result', 'journal') OR e.kind = 'refused' THEN
        RETURN NULL;
    ELSIF e.record_type = 'result' THEN
        RETURN CASE WHEN e.kind = 'withdrawn' AND (is_now ->> 'security_forces')::boolean AND (
            NOT EXISTS (SELECT FROM programme_diligence d WHERE d.activity = e.subject AND (d.state = 'withdrawn' OR programme_stopped(d.public_id)))
            OR EXISTS (SELECT FROM programme_diligence d WHERE d.activity = e.subject AND d.state NOT IN ('withdrawn', 'draft')
                       AND NOT programme_stopped(d.public_id)))
            THEN 'its mark goes with it: its assessment is held or withdrawn first' END;
    END IF;
    begins := CASE WHEN e.record_type = 'journal' THEN CASE is_now ->> 'move' WHEN 'reallocation' THEN e.details ->> 'to'
            WHEN 'allocation' THEN is_now ->> 'project' WHEN 'obligation' THEN is_now ->> 'project' END
        WHEN e.kind = 'started' THEN e.subject END;
    RETURN CASE WHEN begins IS NULL THEN NULL
        WHEN NOT programme_received(begins) THEN 'it has no recipients, or unconfirmed ones'
        WHEN NOT programme_released(begins, (written.recorded_at AT TIME ZONE 'UTC')::date) THEN 'its support to security forces is not released' END;
END $$;
