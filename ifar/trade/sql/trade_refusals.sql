-- Earlier refusals that concern whom an authorisation names as applicant, consignee or end user: our own of three years, at whichever office of the
-- compartment, and those of other States that stand or that nobody has verified. The same party is the same record, or another one in that State with its number there or its name.
-- And the matches that stand of whom it named before, or an application of the same applicant for such goods on which nothing was granted: another name
-- in their place is asked about.
CREATE OR REPLACE FUNCTION trade_refusals(a jsonb, on_day date) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH same AS (
        SELECT t.public_id FROM trade_party o
        JOIN trade_party t ON t.id = o.id OR t.country = o.country AND (
            trade_plain(t.number) = trade_plain(o.number) AND trade_plain(t.number) <> '' OR lower(btrim(t.who ->> 'name')) = lower(btrim(o.who ->> 'name')))
        WHERE o.public_id = ANY (trade_consignees(a)) OR o.public_id = a ->> 'end_user'
        UNION ALL
        SELECT unnest(licensing_records(a ->> 'applicant')) WHERE a ->> 'applicant' <> ''
    )
    SELECT r.public_id FROM trade_authorisation r
    WHERE r.state = 'refused' AND r.compartment = a ->> 'compartment' AND r.public_id <> a ->> 'public_id' AND r.decided_on > (on_day - interval '3 years')::date
      AND EXISTS (SELECT FROM same s WHERE s.public_id IN (r.applicant, r.consignee, r.end_user) OR r.further ? s.public_id)
    UNION ALL
    SELECT d.public_id FROM trade_denial d
    WHERE d.state IN ('entered', 'standing') AND d.compartment = a ->> 'compartment' AND coalesce(d.valid_until, 'infinity') >= on_day
      AND EXISTS (SELECT FROM same s WHERE s.public_id = d.party)
    UNION
    SELECT m.public_id FROM trade_authorisation o
    JOIN trade_event v ON v.record_type = 'authorisation' AND v.subject = o.public_id AND v.kind IN ('drafted', 'changed')
    CROSS JOIN unnest(trade_consignees(v.changes) || ARRAY[v.changes ->> 'end_user', v.changes ->> 'broker', v.changes ->> 'carrier']) AS who
    JOIN trade_match m ON m.agency_id = o.agency_id AND m.party = who AND (m.state = 'open' OR m.verdict = 'same')
    WHERE o.agency_id = (a ->> 'agency_id')::bigint AND o.state <> 'refused'
      AND (o.public_id = a ->> 'public_id' OR o.applicant <> '' AND o.applicant = ANY (licensing_records(a ->> 'applicant')) AND o.valid_from IS NULL
           AND EXISTS (SELECT FROM jsonb_array_elements(o.goods) g JOIN jsonb_array_elements(a -> 'goods') h ON g ->> 'type' = h ->> 'type'))
      AND m.party <> ALL (trade_consignees(a)) AND m.party NOT IN (a ->> 'end_user', a ->> 'broker', a ->> 'carrier')
$$;
