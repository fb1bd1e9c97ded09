-- What an act asks for beyond the table: `was` is the record before, `is_now` after it, `written` its entry in the log.
CREATE OR REPLACE FUNCTION recoveries_custody_check(e recoveries_custodyevent, was jsonb, is_now jsonb, written ledger_entry) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    who CONSTANT text := written.actor;
    people CONSTANT text[] := accounts_people(written);
    asked accounts_proposal;
    wrong text;
BEGIN
    CASE e.noun || ' ' || e.kind
        WHEN 'chain taken_in' THEN
            IF is_now ->> 'keeper' <> who OR e.changes ->> 'agency' <> written.agency THEN
                wrong := 'whoever takes it in has it';
            ELSIF NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = e.subject AND i.compartment = is_now ->> 'compartment') THEN
                wrong := 'there is no such exhibit';
            ELSIF NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = e.subject AND i.agency_id = ANY (
                    recoveries_offices((SELECT id FROM accounts_agency WHERE public_id = written.agency)))) THEN
                wrong := 'its case is another office''s';
            END IF;
        WHEN 'chain handed' THEN
            IF is_now ->> 'handed_by' <> who OR written.agency <> (SELECT public_id FROM accounts_agency WHERE id = (was ->> 'agency_id')::bigint) THEN
                wrong := 'whoever has it hands it over';
            ELSIF NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'to_agency') THEN
                wrong := 'there is no such office';
            END IF;
        WHEN 'chain received', 'chain declined' THEN
            IF was ->> 'handed_by' = ANY (people) THEN
                wrong := 'one person does not sign on both sides';
            ELSIF written.agency <> was ->> 'to_agency' THEN
                wrong := 'another office was meant';
            ELSIF e.kind = 'received' AND (is_now ->> 'keeper' <> who OR e.changes ->> 'agency' <> written.agency) THEN
                wrong := 'whoever receives it has it';
            END IF;
        WHEN 'chain moved', 'chain sealed', 'chain refound' THEN
            IF written.agency <> (SELECT public_id FROM accounts_agency WHERE id = (was ->> 'agency_id')::bigint) THEN
                wrong := 'another office has it';
            END IF;
        WHEN 'chain released' THEN
            -- It leaves custody because the register says so: given back, passed on or destroyed.
            IF was ->> 'firearm' <> '' AND EXISTS (
                SELECT FROM registry_firearm f WHERE f.public_id = was ->> 'firearm'
                AND f.state IN ('seized', 'found', 'surrendered', 'in_forensics', 'evidence', 'confiscated', 'pending_disposal')) THEN
                wrong := 'the register says that it still is in custody';
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
            IF is_now ->> 'counter' <> who THEN
                wrong := 'whoever counts begins it';
            ELSIF NOT EXISTS (SELECT FROM recoveries_room r WHERE r.public_id = is_now ->> 'room' AND r.state = 'open'
                              AND r.agency_id = (is_now ->> 'agency_id')::bigint) THEN
                wrong := 'there is no such room';
            END IF;
        WHEN 'count agreed', 'count differed' THEN
            IF was ->> 'counter' <> who THEN
                wrong := 'whoever counts says what is there';
            ELSIF ARRAY(SELECT x ->> 'key' FROM jsonb_array_elements(is_now -> 'differences') AS x ORDER BY 1) IS DISTINCT FROM
                  ARRAY(SELECT recoveries_count_differs(was ->> 'room', (was ->> 'agency_id')::bigint, e.details -> 'seen') ORDER BY 1)
                  OR (e.kind = 'agreed') <> (is_now -> 'differences' = '[]') THEN
                -- Somebody may have received or handed on what lies there since it was compared: then it is compared again.
                RAISE EXCEPTION 'ifar: % does not say what differs', e.subject USING ERRCODE = 'serialization_failure';
            END IF;
        WHEN 'count abandoned' THEN
            IF was ->> 'counter' = ANY (people) THEN
                wrong := 'another person gives a count up than the one who began it';
            ELSIF written.agency <> (SELECT public_id FROM accounts_agency WHERE id = (was ->> 'agency_id')::bigint) THEN
                wrong := 'another office counts';
            END IF;
        WHEN 'count settled', 'count closed' THEN
            IF was ->> 'counter' = ANY (people) THEN
                wrong := 'another person explains a difference than the one who counted';
            ELSIF e.kind = 'closed' AND EXISTS (SELECT FROM jsonb_array_elements(was -> 'differences') AS d
                                                WHERE NOT (is_now -> 'settled') ? (d ->> 'key')) THEN
                wrong := 'not every difference is explained';
            END IF;
        WHEN 'request asked' THEN
            IF NOT EXISTS (SELECT FROM recoveries_chain c JOIN recoveries_item i ON i.public_id = c.public_id
                           JOIN accounts_agency a ON a.public_id = written.agency
                           WHERE c.public_id = is_now ->> 'exhibit' AND (c.agency_id = a.id OR i.agency_id = ANY (recoveries_offices(a.id)))) THEN
                wrong := 'another office has it';
            END IF;
        WHEN 'request accepted', 'request answered' THEN
            IF written.agency <> was ->> 'laboratory' THEN
                wrong := 'another laboratory was asked';
            ELSIF e.kind = 'answered' AND jsonb_path_exists(is_now -> 'results', '$[*].answer') THEN
                wrong := 'what was found stands apart from the log';
            END IF;
        WHEN 'series joined' THEN
            IF (was -> 'members') ? (e.details ->> 'exhibit') OR jsonb_array_length(is_now -> 'members') <> jsonb_array_length(was -> 'members') + 1
               OR NOT ((is_now -> 'members') @> ((was -> 'members') || jsonb_build_array(e.details ->> 'exhibit')))
               OR NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = e.details ->> 'exhibit') THEN
                wrong := 'one arm joins it, and none leaves it';
            END IF;
        WHEN 'batch sealed' THEN
            SELECT * INTO asked FROM accounts_proposal WHERE public_id = e.proposal;
            IF is_now ->> 'proposer' IS DISTINCT FROM asked.proposer OR is_now ->> 'approver' <> who THEN
                wrong := 'it names another proposer or approver';
            ELSIF jsonb_array_length(was -> 'lines') = 0 THEN
                wrong := 'its list is empty';
            ELSIF EXISTS (
                SELECT FROM jsonb_to_recordset(was -> 'lines') AS l(exhibit text, firearm text)
                WHERE EXISTS (SELECT FROM recoveries_batch b, jsonb_to_recordset(b.lines) AS o(exhibit text)
                              WHERE b.state = 'sealed' AND o.exhibit = l.exhibit)) THEN
                wrong := 'something on its list stands on another sealed list';
            ELSIF EXISTS (SELECT recoveries_not_at_hand(was -> 'lines', (was ->> 'agency_id')::bigint)) THEN
                wrong := 'something on its list does not wait for disposal in the custody of this office, its chain whole';
            END IF;
        WHEN 'batch checked' THEN
            IF was -> 'witnesses' <> '[]' THEN
                wrong := 'a witness has signed what was read';
            ELSIF EXISTS (SELECT FROM jsonb_object_keys(is_now -> 'readings') AS r(exhibit)
                          WHERE r.exhibit NOT IN (SELECT l ->> 'exhibit' FROM jsonb_array_elements(was -> 'lines') AS l)) THEN
                wrong := 'something that was read stands on no line of its list';
            END IF;
        WHEN 'batch witnessed' THEN
            IF people && ARRAY[was ->> 'proposer', was ->> 'approver'] THEN
                wrong := 'whoever listed or approved it does not witness it';
            ELSIF (was -> 'witnesses') ?| people OR is_now -> 'witnesses' IS DISTINCT FROM (was -> 'witnesses') || to_jsonb(who) THEN
                wrong := 'a witness signs once, and for nobody else';
            ELSIF EXISTS (SELECT FROM jsonb_array_elements(was -> 'lines') AS l WHERE NOT (was -> 'readings') ? (l ->> 'exhibit')) THEN
                wrong := 'not everything on its list was read yet';
            END IF;
        WHEN 'batch destroyed' THEN
            IF jsonb_array_length(was -> 'witnesses') < 2 THEN
                wrong := 'it takes two witnesses';
            ELSIF (was -> 'witnesses') ?| people THEN
                wrong := 'a witness does not record it';
            ELSIF is_now -> 'exceptions' <> '{}' AND NOT written.commitments ? 'exceptions' THEN
                wrong := 'what was not destroyed is explained';
            ELSIF EXISTS (SELECT FROM recoveries_to_destroy(is_now) AS l WHERE (was -> 'readings') ->> (l ->> 'exhibit') IS NULL) THEN
                wrong := 'something on its list was not read and not excepted';
            ELSIF EXISTS (SELECT recoveries_not_at_hand((SELECT coalesce(jsonb_agg(l), '[]') FROM recoveries_to_destroy(is_now) AS l),
                                                        (was ->> 'agency_id')::bigint)) THEN
                wrong := 'something on its list is no longer in the custody of this office, its chain whole';
            ELSIF (is_now ->> 'counted')::integer IS DISTINCT FROM (SELECT count(*) FROM recoveries_to_destroy(is_now))
                  OR (is_now ->> 'counted')::integer < 1 THEN
                wrong := 'another number was destroyed than its list comes to';
            END IF;
        ELSE NULL;
    END CASE;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', e.subject, e.kind, who, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;
