-- Why an act of hotspots cannot be, or null, as far as no guard says so.
-- By its own hand: separation of duties: the adviser checks a response before it is approved, a job judges nothing, and no office acts for another.
CREATE OR REPLACE FUNCTION hotspots_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    its_office CONSTANT bigint := (is_now ->> 'agency_id')::bigint;
    words CONSTANT jsonb := coalesce(is_now -> 'words', '{}');
BEGIN
    IF was IS NULL THEN
        IF is_now ->> 'compartment' IS DISTINCT FROM (SELECT tracing_compartment(a.kind) FROM accounts_agency a WHERE a.id = its_office) THEN
            RETURN 'it would stand in another compartment than its office';
        ELSIF e.record_type IN ('report', 'response', 'plan', 'effect') AND NOT EXISTS (
              SELECT FROM hotspots_hotspot h WHERE h.public_id = is_now ->> 'hotspot' AND h.agency_id = ANY (recoveries_offices(its_office))) THEN
            RETURN 'its hotspot is another office''s';
        END IF;
    ELSIF written.agency = '' THEN
        IF (e.record_type, e.kind) NOT IN (('run', 'done'), ('run', 'failed'), ('alert', 'seen'), ('alert', 'lessened'), ('alert', 'withdrawn')) THEN
            RETURN 'a job judges nothing';
        END IF;
    ELSIF NOT (e.record_type = 'response' AND e.kind = 'checked') AND NOT coalesce(its_office = ANY (recoveries_offices(
              (SELECT a.id FROM accounts_agency a WHERE a.public_id = written.agency))), false) THEN
        RETURN 'it is another office''s to do';
    END IF;
    CASE e.record_type || ' ' || e.kind
        WHEN 'delivery opened' THEN
            IF NOT EXISTS (SELECT FROM hotspots_source s WHERE s.public_id = is_now ->> 'source' AND s.agency_id = ANY (recoveries_offices(its_office))) THEN
                RETURN 'its source is another office''s';
            ELSIF is_now ->> 'file' <> '' AND NOT EXISTS (SELECT FROM files_file f WHERE f.sha256 = is_now ->> 'file') THEN
                RETURN 'there is no such file';
            END IF;
        WHEN 'delivery withdrawn' THEN
            -- Each tip stands by itself.
            IF EXISTS (SELECT FROM hotspots_delivery d JOIN hotspots_source s ON s.public_id = d.source WHERE d.source = is_now ->> 'source'
                       AND d.state = 'loaded' AND d.id > (is_now ->> 'id')::bigint AND s.kind <> 'tips') THEN
                RETURN 'a later one of its source stands on it';
            END IF;
        WHEN 'pair joined', 'pair parted' THEN
            IF (SELECT count(*) FROM hotspots_source s WHERE s.compartment = is_now ->> 'compartment'
                AND s.public_id IN (split_part(is_now ->> 'kept', ' ', 1), split_part(is_now ->> 'dropped', ' ', 1))) <> 2 THEN
                RETURN 'its incidents are not of two sources of its compartment';
            END IF;
        WHEN 'alert raised', 'alert seen' THEN
            IF EXISTS (SELECT FROM hotspots_run r WHERE r.public_id = is_now ->> 'run' AND r.last < (r.opened_at AT TIME ZONE 'UTC')::date - 31) THEN
                RETURN 'a run of the past is an analysis and raises nothing';
            ELSIF NOT hotspots_level_stands(is_now ->> 'level', is_now -> 'kinds', '') THEN
                RETURN 'what was recovered and traced by oneself raises nothing above watch';
            END IF;
        WHEN 'alert lessened', 'alert withdrawn' THEN
            IF written.agency <> '' THEN
                RETURN 'what is left of its cases is counted and not said';
            ELSIF NOT coalesce((is_now ->> 'still')::integer BETWEEN 0 AND (is_now ->> 'observed')::integer, e.kind = 'lessened') THEN
                RETURN 'it says how many of its cases are left';
            END IF;
        WHEN 'alert watched' THEN
            IF (is_now ->> 'again_on')::date <= written.recorded_at::date THEN
                RETURN 'the day to look again is to come';
            END IF;
        WHEN 'alert confirmed' THEN
            IF NOT EXISTS (SELECT FROM hotspots_hotspot h WHERE h.public_id = is_now ->> 'hotspot' AND its_office = ANY (recoveries_offices(h.agency_id))) THEN
                RETURN 'its hotspot is another office''s';
            END IF;
        WHEN 'hotspot opened', 'hotspot revised', 'hotspot levelled' THEN
            IF NOT hotspots_level_stands(is_now ->> 'level', is_now -> 'kinds', words ->> 'level_reason') THEN
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
        WHEN 'response proposed', 'response amended' THEN
            IF NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'owner') THEN
                RETURN 'there is no such office';
            END IF;
        WHEN 'response checked' THEN
            IF NOT accounts_holds(written.actor, ARRAY['rights_adviser']) THEN
                RETURN 'the adviser checks it';
            ELSIF NOT hotspots_rights_pass(is_now -> 'rights', words) THEN
                RETURN 'the human-rights check leaves something open';
            END IF;
        WHEN 'response approved' THEN
            IF NOT hotspots_rights_pass(was -> 'rights', words) THEN
                RETURN 'the human-rights check stands before approval';
            END IF;
        WHEN 'response closed' THEN
            IF EXISTS (SELECT FROM jsonb_array_elements(was -> 'tasks') AS t WHERE t ->> 'state' = 'open') THEN
                RETURN 'a task is open';
            ELSIF EXISTS (SELECT FROM unnest(ARRAY['intended', 'happened', 'worked', 'better', 'harm', 'lessons']) AS r
                          WHERE btrim(coalesce(words ->> ('review:' || r), '')) = '') THEN
                RETURN 'its after-action review does not say everything';
            END IF;
        WHEN 'plan ended' THEN
            IF EXISTS (SELECT FROM jsonb_array_elements(was -> 'criteria') AS c WHERE c ->> 'state' = 'open') THEN
                RETURN 'a criterion was not judged';
            END IF;
        WHEN 'effect measured' THEN
            IF NOT EXISTS (SELECT FROM hotspots_response r WHERE r.public_id = is_now ->> 'about' AND r.hotspot = is_now ->> 'hotspot'
                           UNION ALL SELECT FROM hotspots_plan p WHERE p.public_id = is_now ->> 'about' AND p.hotspot = is_now ->> 'hotspot') THEN
                RETURN 'it is the effect of nothing that was done';
            END IF;
        ELSE
            NULL;
    END CASE;
    RETURN NULL;
END $$;
