-- The human-rights check of a response is the adviser's, who neither proposed nor changed it.
CREATE OR REPLACE FUNCTION hotspots_check_flow(e hotspots_event, was jsonb, is_now jsonb, written ledger_entry,
    personal jsonb) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    by_office CONSTANT bigint := (SELECT id FROM accounts_agency WHERE public_id = written.agency);
    said CONSTANT jsonb := coalesce(is_now -> 'words', '{}');
    about hotspots_hotspot;
BEGIN
    IF e.noun NOT IN ('run', 'alert', 'hotspot', 'report', 'response', 'plan', 'effect') THEN
        RETURN NULL;
    ELSIF written.agency = '' THEN
        -- A job looks for signals, and judges nothing.
        IF (e.noun, e.kind) NOT IN (('run', 'asked'), ('run', 'done'), ('run', 'failed'), ('alert', 'raised'), ('alert', 'seen'),
                                    ('alert', 'lessened'), ('alert', 'withdrawn')) THEN
            RETURN 'a job judges nothing';
        END IF;
    ELSIF NOT (e.noun = 'response' AND e.kind = 'checked') AND (was IS NOT NULL AND NOT coalesce((is_now ->> 'agency_id')::bigint = ANY (recoveries_offices(by_office)), false)) THEN
        RETURN 'it is another office''s to do';
    END IF;
    IF e.noun IN ('report', 'response', 'plan', 'effect') THEN
        SELECT * INTO about FROM hotspots_hotspot h WHERE h.public_id = is_now ->> 'hotspot';
        IF about.id IS NULL OR about.agency_id <> (is_now ->> 'agency_id')::bigint AND NOT about.agency_id = ANY (recoveries_offices((is_now ->> 'agency_id')::bigint))
           OR about.compartment <> is_now ->> 'compartment' THEN
            RETURN 'there is no such hotspot';
        ELSIF was IS NULL AND e.noun IN ('response', 'plan') AND about.state = 'closed' THEN
            RETURN 'its hotspot is closed';
        END IF;
    END IF;
    CASE e.noun || ' ' || e.kind
        WHEN 'alert raised', 'alert seen' THEN
            IF NOT EXISTS (SELECT FROM hotspots_run r WHERE r.public_id = is_now ->> 'run' AND r.state = 'asked'
                           AND r.agency_id = (is_now ->> 'agency_id')::bigint AND r.compartment = is_now ->> 'compartment') THEN
                RETURN 'no run of its office found it';
            ELSIF EXISTS (SELECT FROM hotspots_run r WHERE r.public_id = is_now ->> 'run' AND r.last < (r.opened_at AT TIME ZONE 'UTC')::date - 31) THEN
                RETURN 'a run of the past is an analysis and raises nothing';
            ELSIF NOT hotspots_level_stands(is_now ->> 'level', is_now -> 'kinds', '') THEN
                RETURN 'what was recovered and traced by oneself raises nothing above watch';
            END IF;
        WHEN 'alert lessened', 'alert withdrawn' THEN
            IF written.agency <> '' THEN
                RETURN 'what is left of its cases is counted and not said';
            ELSIF (is_now ->> 'still')::integer NOT BETWEEN 0 AND (is_now ->> 'observed')::integer
                  OR e.kind = 'withdrawn' AND is_now ->> 'still' IS NULL THEN
                RETURN 'it says how many of its cases are left';
            END IF;
        WHEN 'alert watched' THEN
            IF (is_now ->> 'again_on')::date <= written.recorded_at::date THEN
                RETURN 'the day to look again is to come';
            END IF;
        WHEN 'alert dismissed' THEN
            IF is_now ->> 'reason' NOT IN ('enforcement', 'data_error', 'known_event', 'chance', 'duplicate', 'seasonal', 'other') THEN
                RETURN 'it does not say why';
            END IF;
        WHEN 'alert confirmed' THEN
            IF NOT EXISTS (SELECT FROM hotspots_hotspot h WHERE h.public_id = is_now ->> 'hotspot' AND h.state <> 'closed'
                           AND h.compartment = is_now ->> 'compartment' AND (is_now ->> 'agency_id')::bigint = ANY (recoveries_offices(h.agency_id))) THEN
                RETURN 'there is no such hotspot';
            END IF;
        WHEN 'hotspot opened', 'hotspot revised', 'hotspot levelled' THEN
            IF NOT hotspots_level_stands(is_now ->> 'level', is_now -> 'kinds', said ->> 'level_reason') THEN
                RETURN 'what was recovered and traced by oneself raises nothing above watch without a person''s reason';
            ELSIF e.kind = 'revised' AND (is_now ->> 'version')::integer <> (was ->> 'version')::integer + 1 THEN
                RETURN 'versions follow each other';
            END IF;
        WHEN 'hotspot responded' THEN
            IF NOT hotspots_under_way(e.subject, true) THEN
                RETURN 'no response is under way';
            END IF;
        WHEN 'hotspot sustained' THEN
            IF hotspots_under_way(e.subject, true) OR NOT hotspots_under_way(e.subject, false) THEN
                RETURN 'no plan runs, or a response is under way';
            END IF;
        WHEN 'hotspot eased', 'hotspot closed' THEN
            IF hotspots_under_way(e.subject, true) OR hotspots_under_way(e.subject, false) THEN
                RETURN 'something is under way';
            ELSIF e.kind = 'closed' AND EXISTS (SELECT FROM hotspots_plan p, jsonb_array_elements(p.criteria) AS c
                    WHERE p.hotspot = e.subject AND c ->> 'state' IS DISTINCT FROM 'met') THEN
                RETURN 'an exit criterion is not met';
            END IF;
        WHEN 'report issued' THEN
            IF (is_now ->> 'version')::integer <> about.version THEN
                RETURN 'it reports another version';
            END IF;
        WHEN 'response proposed', 'response amended' THEN
            IF NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'owner') THEN
                RETURN 'there is no such office';
            ELSIF e.kind = 'amended' AND is_now ->> 'checked_by' <> '' THEN
                RETURN 'what is changed is checked again';
            END IF;
        WHEN 'response checked' THEN
            IF NOT accounts_holds(written.actor, ARRAY['rights_adviser']) OR EXISTS (
                SELECT FROM hotspots_event o JOIN ledger_entry l ON l.entry = o.id
                WHERE o.subject = e.subject AND o.kind IN ('proposed', 'amended') AND l.actor = ANY (accounts_people(written))) THEN
                RETURN 'the adviser checks it, who wrote nothing of it';
            ELSIF is_now ->> 'checked_by' <> written.actor THEN
                RETURN 'whoever checks says so';
            ELSIF NOT hotspots_rights_pass(is_now -> 'rights', said) THEN
                RETURN 'the human-rights check leaves something open';
            END IF;
        WHEN 'response returned' THEN
            -- Else whoever sends it back could answer the check in the same breath, and approve it.
            IF coalesce(is_now ->> 'checked_by', '') <> '' OR is_now -> 'rights' IS DISTINCT FROM '{}'::jsonb THEN
                RETURN 'what is sent back is checked again';
            END IF;
        WHEN 'response approved' THEN
            IF is_now ->> 'approved_by' <> written.actor THEN
                RETURN 'whoever approves says so';
            ELSIF coalesce(was ->> 'checked_by', '') = '' OR NOT hotspots_rights_pass(was -> 'rights', said) THEN
                RETURN 'the human-rights check stands before approval';
            ELSIF was ->> 'opened_by' = ANY (accounts_people(written)) OR was ->> 'checked_by' = ANY (accounts_people(written)) OR EXISTS (
                    SELECT FROM hotspots_event o JOIN ledger_entry l ON l.entry = o.id
                    WHERE o.subject = e.subject AND o.kind IN ('proposed', 'amended', 'checked')
                      AND l.actor = ANY (accounts_people(written))) THEN
                RETURN 'another person approves than those who drafted and checked it';
            END IF;
        WHEN 'response closed' THEN
            IF EXISTS (SELECT FROM jsonb_array_elements(was -> 'tasks') AS t WHERE t ->> 'state' = 'open') THEN
                RETURN 'a task is open';
            ELSIF EXISTS (SELECT FROM unnest(ARRAY['intended', 'happened', 'worked', 'better', 'harm', 'lessons']) AS r
                          WHERE btrim(coalesce(said ->> ('review:' || r), '')) = '') THEN
                RETURN 'its after-action review does not say everything';
            END IF;
        WHEN 'plan ended' THEN
            IF EXISTS (SELECT FROM jsonb_array_elements(was -> 'criteria') AS c WHERE c ->> 'state' = 'open') THEN
                RETURN 'a criterion was not judged';
            END IF;
        WHEN 'effect measured' THEN
            IF NOT EXISTS (SELECT FROM hotspots_response r WHERE r.public_id = is_now ->> 'about' AND r.hotspot = about.public_id
                           UNION ALL SELECT FROM hotspots_plan p WHERE p.public_id = is_now ->> 'about' AND p.hotspot = about.public_id) THEN
                RETURN 'it is the effect of nothing that was done';
            END IF;
        ELSE
            NULL;
    END CASE;
    RETURN NULL;
END $$;
