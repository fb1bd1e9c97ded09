-- What no guard can say of an act on the stocks of the State: null, or why it may not be.
-- By its own hand: arms, places and rounds are other apps', and of two who issue one arm, or of an issue and a suspension at once, neither sees the other.
CREATE OR REPLACE FUNCTION stocks_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    officer stocks_officer;
    day CONSTANT date := accounts_day(written.recorded_at);
    carried CONSTANT jsonb := CASE e.kind WHEN 'issued' THEN is_now -> 'moves' ELSE coalesce(e.details -> 'moves', '[]') END;
    within text[];
BEGIN
    IF e.record_type = 'armoury' THEN
        IF NOT EXISTS (SELECT FROM placement_place p WHERE p.public_id = e.subject AND p.kind = 'store' AND p.state = 'open'
                AND p.agency_id = (is_now ->> 'agency_id')::bigint) THEN
            RETURN 'there is no such open store of the office';
        ELSIF e.kind = 'counted' AND NOT EXISTS (SELECT FROM stocks_count c WHERE c.public_id = e.details ->> 'count' AND c.armoury = e.subject
                AND c.kind = 'serial' AND c.state IN ('agreed', 'differs') AND c.begun_at::date >= (is_now ->> 'since')::date - 1) THEN
            RETURN 'it was not counted';
        END IF;
        RETURN NULL;
    ELSIF e.record_type IN ('movement', 'crate') THEN
        RETURN stocks_movement_check(e, was, is_now, written);
    ELSIF e.record_type = 'campaign' THEN
        RETURN stocks_campaign_check(e, was, is_now, written);
    ELSIF e.record_type = 'serviceability' THEN
        RETURN stocks_serviceability_check(e, is_now, written);
    ELSIF e.record_type = 'handover' THEN
        RETURN stocks_handover_check(e, is_now, written);
    ELSIF e.record_type = 'count' THEN
        IF e.kind = 'begun' AND NOT EXISTS (
            WITH RECURSIVE chain AS (
                SELECT a.id, a.parent_id, a.public_id FROM accounts_agency a WHERE a.id = (is_now ->> 'agency_id')::bigint
                UNION SELECT a.id, a.parent_id, a.public_id FROM chain c JOIN accounts_agency a ON a.id = c.parent_id
            ) SELECT FROM chain WHERE public_id = is_now ->> 'office') THEN
            RETURN 'neither the unit nor an office above it counts';
        ELSIF e.kind = 'taken_back' AND (jsonb_array_length(e.details -> 'seen') <> 1 OR (SELECT coalesce(sum(CASE r.kind WHEN 'noted' THEN 1 ELSE -1 END), 0)
                FROM stocks_event r JOIN ledger_entry l ON l.entry = r.id CROSS JOIN LATERAL jsonb_array_elements(r.details -> 'seen') s
                WHERE r.record_type = 'count' AND r.subject = e.subject AND r.kind IN ('noted', 'taken_back') AND r.id <> e.id AND l.actor = written.actor
                  AND s = e.details -> 'seen' -> 0) < 1) THEN
            RETURN 'nobody takes back what they did not read';
        ELSIF e.kind = 'begun' THEN
            WITH RECURSIVE below AS (
                SELECT is_now ->> 'armoury' AS place UNION SELECT p.public_id FROM placement_place p JOIN below b ON p.inside = b.place
            ) SELECT array_agg(b.place) INTO within FROM below b;
            IF NOT to_jsonb(within) @> (is_now -> 'places') OR NOT (is_now -> 'places') @> to_jsonb(within) THEN
                RETURN 'its places are not those of the armoury';
            END IF;
        END IF;
        RETURN NULL;
    ELSIF e.record_type = 'officer' AND e.kind IN ('erasure_asked', 'erased') THEN
        RETURN CASE WHEN EXISTS (SELECT FROM stocks_issue i WHERE i.officer = e.subject AND i.state = 'out') THEN 'something is out with the officer'
            WHEN (e.details -> 'seen' ->> 'day')::date > day OR (e.details -> 'seen' ->> 'until')::date >= day THEN 'the law keeps it still' END;
    ELSIF e.record_type = 'issue' AND e.kind <> 'confirmed' AND is_now ->> 'officer' <> '' AND EXISTS (
        SELECT FROM unnest(ARRAY['enrolled corrected', 'enrolled checked', 'pinned', 'reinstated']) k CROSS JOIN LATERAL (
            SELECT l.actor FROM stocks_event o JOIN ledger_entry l ON l.entry = o.id
            WHERE o.record_type = 'officer' AND o.subject = is_now ->> 'officer' AND o.kind = ANY (string_to_array(k, ' ')) ORDER BY o.n DESC LIMIT 1) w
        WHERE w.actor = written.actor) THEN
        RETURN 'whoever entered the officer stands on no side of it';
    ELSIF e.record_type = 'issue' AND e.kind <> 'confirmed' AND is_now ->> 'officer' <> '' AND EXISTS (SELECT FROM stocks_event o
        WHERE o.record_type = 'officer' AND o.subject = is_now ->> 'officer' AND o.changes ->> 'account' = written.actor) THEN
        RETURN 'the officer stands on both sides of it';
    ELSIF e.record_type <> 'issue' OR e.kind NOT IN ('issued', 'returned', 'returned_in_part') THEN
        RETURN NULL;
    END IF;
    WITH RECURSIVE below AS (
        SELECT is_now ->> 'armoury' AS place UNION SELECT p.public_id FROM placement_place p JOIN below b ON p.inside = b.place
    ) SELECT array_agg(b.place) INTO within FROM below b;
    IF e.kind = 'issued' THEN
        IF is_now ->> 'officer' <> '' THEN
            SELECT o.* INTO officer FROM stocks_officer o WHERE o.public_id = is_now ->> 'officer';
            IF (officer.trained_until >= day AND officer.medical_until >= day) IS NOT TRUE OR coalesce(officer.suspended_until >= day, false) THEN
                RETURN 'the officer may not carry';
            ELSIF officer.account <> is_now ->> 'receiver' THEN
                RETURN 'the officer goes by another account';
            END IF;
        ELSIF is_now ->> 'receiver' <> '' OR NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'unit' AND NOT a.closed AND a.public_id <> written.agency) THEN
            RETURN 'there is no such unit';
        END IF;
        IF (is_now ->> 'due_at')::timestamptz IS NULL OR (is_now ->> 'due_at')::timestamptz > written.recorded_at + (CASE is_now ->> 'kind' WHEN 'shift' THEN 3 WHEN 'exercise' THEN 90 ELSE 366 END) * interval '1 day 1 minute' THEN
            RETURN 'it is due too late';
        ELSIF jsonb_array_length(is_now -> 'arms') > 200 OR jsonb_array_length(is_now -> 'arms') + jsonb_array_length(is_now -> 'rounds') = 0
           OR EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'arms') a GROUP BY a HAVING count(*) > 1)
           OR EXISTS (SELECT FROM jsonb_each_text(is_now -> 'accessories') a WHERE a.key NOT IN ('magazine', 'optic') OR a.value !~ '^[1-9][0-9]{0,3}$') THEN
            RETURN 'it says nothing that can be issued';
        ELSIF EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'arms') a LEFT JOIN registry_firearm f ON f.public_id = a
                      LEFT JOIN placement_placement p ON p.public_id = f.public_id AND p.under = f.custody_event
                      WHERE (f.custodian = written.agency AND f.state = 'in_stock_state' AND p.place = ANY (within)) IS NOT TRUE) THEN
            RETURN 'an arm is not in the armoury';
        ELSIF EXISTS (SELECT FROM stocks_serviceability s WHERE s.public_id IN (SELECT jsonb_array_elements_text(is_now -> 'arms')) AND s.state <> 'serviceable') THEN
            RETURN 'an arm is not serviceable';
        ELSIF (e.details -> 'seen' -> 'within') IS DISTINCT FROM coalesce((SELECT to_jsonb(min(t.days)) FROM reference_dutyterm t
                    WHERE t.about = 'arm_inspection' AND t.valid_to IS NULL), 'null')
              OR e.details -> 'seen' ->> 'within' IS NOT NULL AND EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'arms') a
                      LEFT JOIN stocks_serviceability s ON s.public_id = a
                      WHERE e.details -> 'seen' ->> 'day' IS DISTINCT FROM day::text OR coalesce(s.inspected_on, '-infinity') < day - (e.details -> 'seen' ->> 'within')::integer
                         OR s.inspected_on::text IS DISTINCT FROM e.details -> 'seen' -> 'inspected' ->> a) THEN
            RETURN 'an arm was not inspected';
        ELSIF EXISTS (SELECT FROM stocks_issue o WHERE o.moves ?| ARRAY(SELECT jsonb_array_elements_text(carried))) THEN
            RETURN 'its rounds are another issue''s';
        ELSIF jsonb_array_length(carried) > 0 AND NOT EXISTS (SELECT FROM placement_place p WHERE p.public_id = is_now ->> 'holder' AND p.state = 'open'
                AND p.person = is_now ->> 'officer' AND p.person <> '' AND p.agency_id = (is_now ->> 'agency_id')::bigint) THEN
            RETURN 'its rounds are not with the officer';
        END IF;
    ELSE
        IF NOT (is_now -> 'back') @> (was -> 'back') OR NOT (is_now -> 'arms') @> (is_now -> 'back')
           OR EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'back') b WHERE NOT (was -> 'back') ? b AND NOT EXISTS (
                SELECT FROM registry_firearm f JOIN registry_event r ON r.id = f.custody_event
                WHERE f.public_id = b AND r.kind = 'state_stock_issued' AND r.paper = e.subject)) THEN
            RETURN 'an arm is not out by this issue';
        ELSIF EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'settled') b WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'rounds') r
                      WHERE r ->> 'lot' = b ->> 'lot' AND (r ->> 'quantity')::bigint >= (b ->> 'quantity')::bigint))
              OR EXISTS (SELECT FROM jsonb_each_text(is_now -> 'accessories_back') b
                      WHERE b.value::bigint NOT BETWEEN coalesce((was -> 'accessories_back' ->> b.key)::bigint, 0) AND coalesce((is_now -> 'accessories' ->> b.key)::bigint, 0))
              OR NOT (is_now -> 'accessories_back') ?& ARRAY(SELECT jsonb_object_keys(was -> 'accessories_back')) THEN
            RETURN 'more came back than went out';
        ELSIF (e.kind = 'returned') <> (
            jsonb_array_length(is_now -> 'back') = jsonb_array_length(is_now -> 'arms') AND is_now -> 'accessories_back' = is_now -> 'accessories'
            AND stocks_rounds(is_now -> 'settled') = stocks_rounds(is_now -> 'rounds')) THEN
            RETURN 'something is out still, or nothing is';
        END IF;
    END IF;
    -- What its movements brought to the officer, or took from them, is what it says of rounds; they begin or end in the armoury.
    IF EXISTS (SELECT FROM jsonb_array_elements_text(carried) m LEFT JOIN ammunition_movement a ON a.public_id = m
               WHERE (a.agency_id = (is_now ->> 'agency_id')::bigint AND CASE WHEN e.kind = 'issued' THEN a.move = 'moved' AND a.place = ANY (within)
                   AND a.to_place = is_now ->> 'holder' ELSE a.place = is_now ->> 'holder' AND (a.move = 'spent' AND (is_now ->> 'kind' <> 'exercise' OR a.occasion IN ('exercise', 'operation')) AND a.witness <> is_now ->> 'receiver' AND NOT EXISTS (SELECT FROM stocks_event o
                       WHERE o.record_type = 'officer' AND o.subject = is_now ->> 'officer' AND o.changes ->> 'account' = a.witness)
                       OR a.move = 'lost' AND a.ground <> '' OR a.move = 'moved' AND a.to_place = ANY (within)) END) IS NOT TRUE)
       OR EXISTS (SELECT FROM (
            SELECT r ->> 'lot' AS lot, (r ->> 'quantity')::bigint AS amount FROM jsonb_array_elements(CASE e.kind WHEN 'issued' THEN is_now -> 'rounds' ELSE is_now -> 'settled' END) r
            UNION ALL SELECT r ->> 'lot', -(r ->> 'quantity')::bigint FROM jsonb_array_elements(CASE e.kind WHEN 'issued' THEN '[]' ELSE was -> 'settled' END) r
            UNION ALL SELECT p.lot, CASE e.kind WHEN 'issued' THEN -p.amount ELSE p.amount END FROM ammunition_posting p
                WHERE p.movement IN (SELECT jsonb_array_elements_text(carried)) AND p.account = 'held' AND p.holder = is_now ->> 'holder'
       ) t GROUP BY t.lot HAVING sum(t.amount) <> 0) THEN
        RETURN 'its rounds are not those of its movements';
    END IF;
    RETURN NULL;
END $$;
