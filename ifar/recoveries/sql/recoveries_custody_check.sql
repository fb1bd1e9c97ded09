-- What no guard can say of an act of custody: null, or why it may not be done.
-- By its own hand: separation of duties: nobody explains a gap of their own; and a count and a hand-over at once must not miss each other.
CREATE OR REPLACE FUNCTION recoveries_custody_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    people CONSTANT text[] := accounts_people(written);
    wrong text;
BEGIN
    CASE e.record_type || ' ' || e.kind
        WHEN 'chain taken_in' THEN
            IF NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = e.subject AND i.compartment = is_now ->> 'compartment') THEN
                wrong := 'there is no such exhibit';
            ELSIF NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = e.subject AND i.agency_id = ANY (
                    recoveries_offices((SELECT id FROM accounts_agency WHERE public_id = written.agency)))) THEN
                wrong := 'its case is another office''s';
            END IF;
        WHEN 'chain handed' THEN
            IF NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'to_agency') THEN
                wrong := 'there is no such office';
            END IF;
        WHEN 'chain released' THEN
            -- It leaves custody because the register says so: given back, passed on or destroyed. What is no firearm of the register (an arm without a
            -- record, a part, ammunition) leaves it because a list was destroyed on which it stood, and not as one that was left out.
            IF was ->> 'firearm' <> '' AND EXISTS (
                SELECT FROM registry_firearm f WHERE f.public_id = was ->> 'firearm'
                AND f.state IN ('seized', 'found', 'surrendered', 'in_forensics', 'evidence', 'confiscated', 'pending_disposal')) THEN
                wrong := 'the register says that it still is in custody';
            ELSIF was ->> 'firearm' = '' AND NOT EXISTS (
                SELECT FROM recoveries_batch b WHERE b.public_id = e.details ->> 'event' AND b.state = 'destroyed'
                AND b.lines @> jsonb_build_array(jsonb_build_object('exhibit', e.subject)) AND NOT b.exceptions ? e.subject) THEN
                wrong := 'nothing says that it left custody';
            END IF;
        WHEN 'chain explained' THEN
            IF recoveries_gap_concerns(e.subject, split_part(e.details ->> 'gap', ':', 1)::integer, people) THEN
                wrong := 'another person explains it than those who had it at the gap';
            ELSIF NOT (was -> 'gaps') @> jsonb_build_array(jsonb_build_object('key', e.details ->> 'gap')) THEN
                wrong := 'there is no such gap';
            ELSIF NOT (was ->> 'agency_id')::bigint = ANY (recoveries_offices((SELECT id FROM accounts_agency WHERE public_id = written.agency)))
                  AND NOT EXISTS (SELECT FROM recoveries_custodyevent g JOIN ledger_entry l ON l.entry = g.id
                                  WHERE g.subject = e.subject AND l.agency = written.agency) THEN
                wrong := 'an office explains it that has or had the exhibit';
            END IF;
        WHEN 'count begun' THEN
            IF NOT EXISTS (SELECT FROM placement_place p WHERE p.public_id = is_now ->> 'room' AND p.state = 'open'
                           AND p.agency_id = (is_now ->> 'agency_id')::bigint AND p.kind IN ('evidence', 'disposal')) THEN
                wrong := 'there is no such open room of the office';
            END IF;
        WHEN 'count agreed', 'count differed' THEN
            IF ARRAY(SELECT x ->> 'key' FROM jsonb_array_elements(is_now -> 'differences') AS x ORDER BY 1) IS DISTINCT FROM
                  ARRAY(SELECT recoveries_count_differs(was ->> 'room', (was ->> 'agency_id')::bigint, e.details -> 'seen') ORDER BY 1)
                  OR (e.kind = 'agreed') <> (is_now -> 'differences' = '[]') THEN
                -- Somebody may have received or handed on what lies there since it was compared: then it is compared again.
                RAISE EXCEPTION 'ifar: % does not say what differs', e.subject USING ERRCODE = 'serialization_failure';
            END IF;
        WHEN 'count closed' THEN
            IF EXISTS (SELECT FROM jsonb_array_elements(was -> 'differences') AS d WHERE NOT (is_now -> 'settled') ? (d ->> 'key')) THEN
                wrong := 'not every difference is explained';
            END IF;
        WHEN 'request asked' THEN
            IF NOT EXISTS (SELECT FROM recoveries_chain c JOIN recoveries_item i ON i.public_id = c.public_id
                           JOIN accounts_agency a ON a.public_id = written.agency
                           WHERE c.public_id = is_now ->> 'exhibit' AND (c.agency_id = a.id OR i.agency_id = ANY (recoveries_offices(a.id)))) THEN
                wrong := 'another office has it';
            END IF;
        WHEN 'request answered' THEN
            IF jsonb_path_exists(is_now -> 'results', '$[*].answer') THEN
                wrong := 'what was found stands apart from the log';
            END IF;
        WHEN 'series joined' THEN
            IF (was -> 'members') ? (e.details ->> 'exhibit') OR jsonb_array_length(is_now -> 'members') <> jsonb_array_length(was -> 'members') + 1
               OR NOT ((is_now -> 'members') @> ((was -> 'members') || jsonb_build_array(e.details ->> 'exhibit')))
               OR NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = e.details ->> 'exhibit') THEN
                wrong := 'one arm joins it, and none leaves it';
            END IF;
        ELSE
            wrong := CASE e.record_type WHEN 'batch' THEN recoveries_batch_check(e, was, is_now, written) END;
    END CASE;
    RETURN coalesce(wrong, CASE e.record_type WHEN 'chain' THEN recoveries_chain_check(e, was, is_now, written) END);
END $$;
