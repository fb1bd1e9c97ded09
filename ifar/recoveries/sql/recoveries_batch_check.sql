-- What may stand on a list of what is destroyed, and what has to be there before it is sealed, signed and destroyed.
-- By its own hand: what is destroyed does not come back, and two lists at once would be two answers to where an arm is.
CREATE OR REPLACE FUNCTION recoveries_batch_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    -- One exhibit, and one arm as whichever exhibit it lies there, stands on one open list, from the moment on in which the list is begun: two lists of which one would be sealed and the other waits
    -- are two answers to where an arm is.
    IF e.kind IN ('opened', 'listed', 'sealed') AND EXISTS (
           SELECT FROM jsonb_to_recordset(is_now -> 'lines') AS l(exhibit text, firearm text), recoveries_batch b, jsonb_to_recordset(b.lines) AS o(exhibit text, firearm text)
           WHERE b.public_id <> e.subject AND b.state IN ('draft', 'sealed') AND (o.exhibit = l.exhibit OR o.firearm = l.firearm AND l.firearm <> '')) THEN
        RETURN 'something on its list stands on another open list';
    -- What stands twice would be counted as two that were destroyed.
    ELSIF e.kind IN ('opened', 'listed', 'sealed') AND EXISTS (
           SELECT FROM jsonb_to_recordset(is_now -> 'lines') AS l(exhibit text, firearm text)
           GROUP BY coalesce(nullif(l.firearm, ''), l.exhibit) HAVING count(*) > 1) THEN
        RETURN 'something on its list stands on another line of it';
    END IF;
    CASE e.kind
        WHEN 'sealed' THEN
            IF is_now ->> 'proposer' IS DISTINCT FROM (SELECT p.proposer FROM accounts_proposal p WHERE p.public_id = e.proposal) THEN
                RETURN 'it names another proposer';
            ELSIF is_now -> 'lines' = '[]' THEN
                RETURN 'its list is empty';
            ELSIF EXISTS (SELECT recoveries_not_at_hand(is_now -> 'lines', (is_now ->> 'agency_id')::bigint)) THEN
                RETURN 'something on its list does not wait for disposal in the custody of this office, its chain whole';
            END IF;
        WHEN 'checked' THEN
            IF EXISTS (SELECT FROM jsonb_object_keys(is_now -> 'readings') AS r(exhibit)
                       WHERE r.exhibit NOT IN (SELECT l ->> 'exhibit' FROM jsonb_array_elements(was -> 'lines') AS l)) THEN
                RETURN 'something that was read stands on no line of its list';
            END IF;
        WHEN 'witnessed' THEN
            IF is_now -> 'witnesses' IS DISTINCT FROM (was -> 'witnesses') || to_jsonb(written.actor) THEN
                RETURN 'a witness signs for nobody else';
            ELSIF EXISTS (SELECT FROM jsonb_array_elements(was -> 'lines') AS l WHERE NOT (was -> 'readings') ? (l ->> 'exhibit')) THEN
                RETURN 'not everything on its list was read yet';
            END IF;
        WHEN 'destroyed' THEN
            IF jsonb_array_length(was -> 'witnesses') < 2 THEN
                RETURN 'it takes two witnesses';
            ELSIF is_now -> 'exceptions' <> '{}' AND NOT written.commitments ? 'exceptions' THEN
                RETURN 'what was not destroyed is explained';
            ELSIF EXISTS (SELECT FROM recoveries_to_destroy(is_now) AS l WHERE (was -> 'readings') ->> (l ->> 'exhibit') IS NULL) THEN
                RETURN 'something on its list was not read and not excepted';
            ELSIF EXISTS (SELECT recoveries_not_at_hand((SELECT coalesce(jsonb_agg(l), '[]') FROM recoveries_to_destroy(is_now) AS l),
                                                        (was ->> 'agency_id')::bigint)) THEN
                RETURN 'something on its list is no longer in the custody of this office, its chain whole';
            ELSIF (is_now ->> 'counted')::integer IS DISTINCT FROM (SELECT count(*) FROM recoveries_to_destroy(is_now))
                  OR (is_now ->> 'counted')::integer < 1 THEN
                RETURN 'another number was destroyed than its list comes to';
            END IF;
        ELSE NULL;
    END CASE;
    RETURN NULL;
END $$;
