-- Whoever works on a case is independent of what it examines; what it asks is asked by its own people; it does not close while an office owes an answer.
-- By its own hand: separation of duties: no inspector of an office that is examined, or of one near it, leads, sees or closes the case, also not by rows of their own.
CREATE OR REPLACE FUNCTION oversight_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    near text[];
    person text;
    parent oversight_inspection;
    reported oversight_report;
    closed_at timestamp with time zone;
    opener text;
BEGIN
    IF e.record_type IN ('plan', 'file') THEN
        RETURN oversight_audit_check(e, was, is_now, written, personal);
    ELSIF e.record_type = 'inspection' THEN
        IF is_now -> 'offices' <> '[]' THEN
            near := oversight_near(ARRAY(SELECT jsonb_array_elements_text(is_now -> 'offices')));
            IF written.agency = ANY (near) THEN
                RETURN 'whoever writes it works near an office that is concerned';
            END IF;
            FOR person IN
                SELECT written.actor UNION SELECT is_now ->> 'lead' WHERE e.kind = 'assigned'
                UNION SELECT m FROM jsonb_array_elements_text(is_now -> 'members') m WHERE e.kind = 'admitted' AND NOT coalesce(was -> 'members' ? m, false)
            LOOP
                IF oversight_dependent(person, near) THEN
                    RETURN 'whoever writes it or is named works near an office that is concerned';
                END IF;
            END LOOP;
        END IF;
        FOR person IN
            SELECT is_now ->> 'lead' WHERE e.kind = 'assigned'
            UNION SELECT m FROM jsonb_array_elements_text(is_now -> 'members') m WHERE e.kind = 'admitted' AND NOT coalesce(was -> 'members' ? m, false)
        LOOP
            IF NOT oversight_dependent(person, ARRAY[written.agency::text]) THEN
                RETURN 'whoever is named has no right at the office that examines';
            END IF;
        END LOOP;
        IF e.kind = 'assigned' AND (is_now -> 'barred' ? (is_now ->> 'lead') OR is_now ->> 'lead' = is_now ->> 'who')
           OR e.kind = 'admitted' AND (is_now -> 'barred' ?| ARRAY(SELECT jsonb_array_elements_text(is_now -> 'members')) OR is_now -> 'members' ? (is_now ->> 'who')) THEN
            RETURN 'the case speaks of whoever is named';
        END IF;
        IF e.kind = 'opened' AND oversight_dependent(is_now ->> 'who', oversight_near(ARRAY[written.agency::text])) THEN
            RETURN 'it speaks of somebody of the office that opens it';
        END IF;
        opener := (SELECT a.kind FROM accounts_agency a WHERE a.public_id = written.agency);
        IF e.kind = 'opened' AND opener <> 'inspectorate' THEN
            near := oversight_near(ARRAY(SELECT a.public_id::text FROM accounts_agency a WHERE a.kind = 'inspectorate'));
            IF opener <> 'court' OR NOT (
                is_now ->> 'who' = ANY (near) OR oversight_dependent(is_now ->> 'who', near)
                OR left(is_now ->> 'who', 1) NOT IN ('A', 'U') AND is_now -> 'offices' ?| near
                OR EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'barred') b WHERE oversight_dependent(b, near))) THEN
                RETURN 'no inspectorate opens it, nor a court where it concerns one';
            END IF;
        END IF;
        -- Of a closing and a request at once, one waits for the other.
        PERFORM FROM oversight_inspection i WHERE e.kind = 'closed' AND i.public_id = e.subject FOR UPDATE;
        IF e.kind = 'closed' AND EXISTS (
            SELECT FROM oversight_request r JOIN oversight_inspection i ON i.id = r.inspection_id WHERE i.public_id = e.subject
            AND (r.state = 'asked' AND r.kind <> 'recommendation' OR r.state = 'answered' AND r.kind IN ('suspend_access', 'secure_evidence', 'legal_hold'))) THEN
            RETURN 'an office owes an answer, or a provisional measure stands';
        END IF;
    ELSIF e.record_type = 'request' AND e.kind = 'answered' THEN
        IF EXISTS (SELECT FROM oversight_request r JOIN oversight_inspection i ON i.id = r.inspection_id
                   WHERE r.public_id = e.subject AND (i.who = written.actor OR written.actor = ANY (i.barred))) THEN
            RETURN 'the case speaks of whoever answers';
        END IF;
    ELSIF e.record_type = 'request' AND e.kind IN ('asked', 'settled') THEN
        IF e.kind = 'asked' THEN
            SELECT * INTO parent FROM oversight_inspection i WHERE i.public_id = e.changes ->> 'inspection' FOR SHARE;
        ELSE
            SELECT i.* INTO parent FROM oversight_request r JOIN oversight_inspection i ON i.id = r.inspection_id WHERE r.public_id = e.subject;
        END IF;
        IF parent.id IS NULL OR written.actor NOT IN (SELECT parent.lead UNION SELECT unnest(parent.members)) THEN
            RETURN 'whoever writes it is none of the case';
        END IF;
        IF e.kind = 'asked' AND parent.state <> 'underway' THEN
            RETURN 'the case is not under examination';
        END IF;
    ELSIF e.record_type = 'report' AND e.kind = 'attached' THEN
        SELECT * INTO parent FROM oversight_inspection i WHERE i.public_id = e.changes ->> 'inspection' FOR SHARE;
        IF parent.id IS NULL OR NOT EXISTS (
            SELECT FROM (SELECT parent.lead::text UNION SELECT unnest(parent.members)) AS p(person) WHERE p.person NOT IN ('', written.actor)) THEN
            RETURN 'nobody else works on the case';
        END IF;
    ELSIF e.record_type = 'message' AND e.kind = 'erased' THEN
        SELECT r.* INTO reported FROM oversight_message m JOIN oversight_report r ON r.id = m.report_id WHERE m.public_id = e.subject FOR SHARE OF r;
        SELECT max(l.recorded_at) INTO closed_at FROM oversight_event c JOIN ledger_entry l ON l.entry = c.id
        WHERE c.record_type = 'report' AND c.subject = reported.public_id AND c.kind = 'closed';
        IF reported.state <> 'closed' OR closed_at IS NULL
           OR closed_at + make_interval(days => greatest(365, (e.details -> 'seen' ->> 'keep')::integer) - 1) > written.recorded_at THEN
            RETURN 'its report was not closed for as long as letters are kept';
        ELSIF EXISTS (SELECT FROM oversight_parameter p WHERE p.rule = 'reports' AND p.name = 'keep' AND floor(p.value::numeric) <> (e.details -> 'seen' ->> 'keep')::numeric) THEN
            RETURN 'it says another time than two people set';
        ELSIF EXISTS (SELECT FROM oversight_inspection i WHERE i.public_id = reported.inspection AND i.state <> 'closed') THEN
            RETURN 'a case needs it';
        END IF;
    ELSIF e.record_type = 'verdict' AND e.kind = 'given' AND oversight_dependent(is_now ->> 'who', oversight_near(ARRAY[written.agency::text])) THEN
        RETURN 'it speaks of somebody of the office that judges';
    ELSIF e.record_type = 'verdict' AND e.kind = 'withdrawn' AND EXISTS (
        SELECT FROM oversight_inspection i WHERE i.public_id = is_now ->> 'inspection' AND i.state = 'closed') THEN
        RETURN 'a case gave it that is closed';
    END IF;
    RETURN NULL;
END $$;
