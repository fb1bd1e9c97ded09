-- Exhibits that an office does not hold with an unbroken chain, of those that a list names: such a thing is not destroyed, it is looked for.
-- What the list says of its firearm is what the exhibit's record says, and it waits for disposal.
CREATE OR REPLACE FUNCTION recoveries_not_at_hand(lines jsonb, office bigint) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT l.exhibit FROM jsonb_to_recordset(lines) AS l(exhibit text, firearm text)
    WHERE NOT EXISTS (SELECT FROM recoveries_chain c WHERE c.public_id = l.exhibit AND c.state = 'kept' AND c.agency_id = office AND c.gaps = '[]')
       OR NOT EXISTS (SELECT FROM recoveries_item i JOIN registry_firearm f ON f.public_id = i.firearm
                      WHERE i.public_id = l.exhibit AND i.firearm = l.firearm AND f.state = 'pending_disposal')
$$;
