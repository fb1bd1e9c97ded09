-- Exhibits that an office does not hold with an unbroken chain, of those that a list names: such a thing is not destroyed, it is looked for.
-- What the list says of its firearm is what the exhibit's record says, and it waits for disposal. An arm of the State that was written off to be destroyed stands there
-- itself: the office has it, and it lies nowhere as an exhibit.
CREATE OR REPLACE FUNCTION recoveries_not_at_hand(lines jsonb, office bigint) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT l.exhibit FROM jsonb_to_recordset(lines) AS l(exhibit text, firearm text)
    WHERE CASE WHEN l.exhibit LIKE 'F%' THEN NOT EXISTS (
            SELECT FROM registry_firearm f WHERE f.public_id = l.exhibit AND l.firearm = l.exhibit AND f.state = 'pending_disposal'
            AND f.custodian = (SELECT a.public_id FROM accounts_agency a WHERE a.id = office)
            AND (SELECT e.kind = 'written_off' AND e.details ->> 'method' = 'destruction' FROM registry_event e
                 WHERE e.firearm_id = f.id AND e.kind IN ('written_off', 'disposal_decided') ORDER BY e.n DESC LIMIT 1)
            AND NOT EXISTS (SELECT FROM recoveries_item i JOIN recoveries_chain c ON c.public_id = i.public_id WHERE i.firearm = f.public_id AND c.state <> 'released'))
        ELSE NOT EXISTS (SELECT FROM recoveries_chain c WHERE c.public_id = l.exhibit AND c.state = 'kept' AND c.agency_id = office AND c.gaps = '[]')
          OR NOT EXISTS (SELECT FROM recoveries_item i JOIN registry_firearm f ON f.public_id = i.firearm
                      WHERE i.public_id = l.exhibit AND i.firearm = l.firearm AND f.state = 'pending_disposal') END
$$;
