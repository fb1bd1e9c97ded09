-- Earlier refusals that concern whom an authorisation names as applicant, consignee or end user: our own of three years, at whichever office of the
-- compartment, and those of other States that stand. The same party is the same record, or another one in that State with its number there or its name.
CREATE OR REPLACE FUNCTION trade_refusals(a jsonb, on_day date) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH same AS (
        SELECT t.public_id FROM trade_party o
        JOIN trade_party t ON t.id = o.id OR t.country = o.country AND (
            trade_plain(t.number) = trade_plain(o.number) AND trade_plain(t.number) <> '' OR lower(btrim(t.who ->> 'name')) = lower(btrim(o.who ->> 'name')))
        WHERE o.public_id IN (a ->> 'consignee', a ->> 'end_user')
        UNION ALL
        SELECT unnest(licensing_records(a ->> 'applicant')) WHERE a ->> 'applicant' <> ''
    )
    SELECT r.public_id FROM trade_authorisation r
    WHERE r.state = 'refused' AND r.compartment = a ->> 'compartment' AND r.public_id <> a ->> 'public_id' AND r.decided_on > (on_day - interval '3 years')::date
      AND EXISTS (SELECT FROM same s WHERE s.public_id IN (r.applicant, r.consignee, r.end_user))
    UNION ALL
    SELECT d.public_id FROM trade_denial d
    WHERE d.state = 'standing' AND d.compartment = a ->> 'compartment' AND coalesce(d.valid_until, 'infinity') >= on_day
      AND EXISTS (SELECT FROM same s WHERE s.public_id = d.party)
$$;
