-- What no guard can say of an act on a consignment, its crates and what is packed: null, or why it may not be done.
-- By its own hand: what left on an authorisation does not come back, and of two who pack at once neither sees the other.
CREATE OR REPLACE FUNCTION trade_check_consignment(e acts_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    day CONSTANT date := accounts_day(written.recorded_at);
    a trade_authorisation;
    c trade_consignment;
    in_force boolean;
BEGIN
    IF e.record_type = 'observation' THEN
        RETURN CASE WHEN was IS NOT NULL THEN CASE WHEN e.kind = 'withdrawn' AND trade_confirms((was ->> 'id')::bigint) THEN 'its delivery is confirmed by it' END
            WHEN (is_now ->> 'at')::timestamptz > written.recorded_at + interval '1 minute' THEN 'it lies ahead'
            WHEN is_now ->> 'crate' <> '' AND NOT EXISTS (SELECT FROM trade_crate k WHERE k.public_id = is_now ->> 'crate'
                AND k.consignment_id = (is_now ->> 'consignment_id')::bigint) THEN 'there is no such crate' END;
    ELSIF e.record_type <> 'consignment' THEN
        SELECT * INTO c FROM trade_consignment WHERE id = (is_now ->> 'consignment_id')::bigint;
    END IF;
    SELECT * INTO a FROM trade_authorisation WHERE id = coalesce(c.authorisation_id, (is_now ->> 'authorisation_id')::bigint);
    in_force := coalesce(a.kind IN ('export', 'import') AND a.state = 'in_force' AND day BETWEEN a.valid_from AND a.valid_to, false);
    IF e.kind IN ('opened', 'packed', 'left') AND NOT in_force THEN
        RETURN 'the authorisation is not in force';
    ELSIF e.kind = 'opened' AND EXISTS (SELECT FROM trade_journey j WHERE j.authorisation = a.public_id AND j.state IN ('under_way', 'completed')) THEN
        RETURN 'travellers use the authorisation';
    ELSIF e.kind = 'opened' AND a.extent = 'single' AND EXISTS (
        SELECT FROM trade_consignment o WHERE o.authorisation_id = a.id AND o.state <> 'cancelled' AND o.public_id <> e.subject) THEN
        RETURN 'it allows one consignment';
    ELSIF e.kind = 'opened' AND NOT (CASE is_now ->> 'exporter'
        WHEN '' THEN EXISTS (SELECT FROM accounts_agency o WHERE o.id = a.agency_id AND o.public_id = written.agency)
        ELSE is_now ->> 'exporter' = written.agency AND trade_owns(a.applicant, written.agency) END) THEN
        RETURN 'another office packs it';
    ELSIF e.kind = 'opened' AND NOT is_now ->> 'consignee' = ANY (trade_consignees(to_jsonb(a))) THEN
        RETURN 'it goes to somebody else';
    ELSIF e.record_type = 'item' AND e.kind = 'registered' THEN
        RETURN CASE
            WHEN a.kind <> 'import' OR c.state <> 'closed' OR was ->> 'firearm' <> '' THEN 'it is registered'
            WHEN NOT EXISTS (SELECT FROM trade_observation o WHERE o.consignment_id = c.id AND o.state = 'recorded'
                             AND o.by IN ('own', 'customs_abroad', 'authority_abroad') AND o.degree IN ('counted', 'serial_read')
                             AND (o.country = a.into_state OR o.country = '' AND o.leg IN ('entry', 'receipt'))
                             -- Letters and digits that look alike are one (`reconciling.folded`).
                             AND (was ->> 'serial' = ANY (o.serials) OR EXISTS (
                                 SELECT FROM unnest(o.serials) s WHERE translate(trade_plain(s), 'OI', '01') = translate(trade_plain(was ->> 'serial'), 'OI', '01'))))
                THEN 'nobody saw it'
            -- What came for a purpose from which it goes back is here for a time, until the last day of the authorisation.
            WHEN NOT EXISTS (SELECT FROM registry_firearm f JOIN registry_event v ON v.firearm_id = f.id
                             WHERE f.public_id = is_now ->> 'firearm' AND f.compartment = c.compartment
                             AND CASE WHEN EXISTS (SELECT FROM reference_mapping m WHERE m.list_id = 'transfer_purpose' AND m.scheme = 'transfer'
                                                   AND m.code = a.purpose AND m.value = 'temporary')
                                 THEN v.kind = 'temporarily_imported' AND v.details ->> 'permit' = c.public_id AND v.details ->> 'return_date' = a.valid_to::text
                                 ELSE v.kind = 'imported' AND v.details ->> 'consignment' = c.public_id END)
                OR NOT EXISTS (SELECT FROM registry_firearm f JOIN registry_mark m ON m.firearm_id = f.id AND m.kind = 'serial'
                               WHERE f.public_id = is_now ->> 'firearm'
                               AND translate(trade_plain(m.text), 'OI', '01') = translate(trade_plain(was ->> 'serial'), 'OI', '01'))
                THEN 'its life says nothing of it'
            WHEN EXISTS (SELECT FROM trade_item i WHERE i.firearm = is_now ->> 'firearm' AND i.consignment_id = c.id AND i.public_id <> e.subject)
                THEN 'it is registered' END;
    ELSIF e.kind = 'unpacked' AND a.kind = 'import' AND was ->> 'firearm' <> '' THEN
        RETURN 'it is registered';
    ELSIF e.record_type IN ('crate', 'item') AND c.state IS DISTINCT FROM 'packing' THEN
        RETURN 'the packing list is closed';
    ELSIF e.record_type = 'crate' AND e.kind = 'removed' AND EXISTS (SELECT FROM trade_item i WHERE i.crate = e.subject AND i.state = 'packed')
        OR e.kind = 'cancelled' AND EXISTS (SELECT FROM trade_item i WHERE i.consignment_id = (is_now ->> 'id')::bigint AND i.state = 'packed') THEN
        RETURN 'something is packed in it';
    ELSIF e.kind = 'packed' THEN
        IF NOT EXISTS (SELECT FROM trade_crate k WHERE k.public_id = is_now ->> 'crate' AND k.consignment_id = c.id AND k.state = 'open') THEN
            RETURN 'there is no such crate';
        ELSIF is_now ->> 'firearm' <> '' AND NOT EXISTS (
            SELECT FROM registry_firearm f WHERE f.public_id = is_now ->> 'firearm' AND f.compartment = c.compartment AND trade_fits(f, is_now)) THEN
            RETURN 'it fits no line of goods';
        ELSIF is_now ->> 'firearm' <> '' AND NOT EXISTS (
            SELECT FROM registry_firearm f WHERE f.public_id = is_now ->> 'firearm'
            AND CASE a.applicant WHEN '' THEN f.ownership = 'state' ELSE trade_owns(a.applicant, f.owner) END) THEN
            RETURN 'it is of somebody else';
        ELSIF is_now ->> 'firearm' <> '' AND trade_plain(is_now ->> 'serial') NOT IN (
            SELECT trade_plain(m.text) FROM registry_mark m JOIN registry_firearm f ON f.id = m.firearm_id
            WHERE f.public_id = is_now ->> 'firearm' AND m.kind = 'serial' AND m.text <> '' AND NOT m.retired AND m.former_of = 0
            UNION SELECT trade_plain(is_now ->> 'firearm')) THEN
            RETURN 'its serial number is another one';
        ELSIF is_now ->> 'firearm' = '' AND a.kind = 'export'
            AND EXISTS (SELECT FROM reference_firearmtype t WHERE t.code = is_now ->> 'type' AND t.is_firearm) THEN
            RETURN 'a firearm is packed by its record';
        END IF;
    ELSIF e.record_type = 'consignment' AND e.kind = 'closed' THEN
        IF NOT EXISTS (SELECT FROM trade_item i WHERE i.consignment_id = (is_now ->> 'id')::bigint AND i.state = 'packed') THEN
            RETURN 'nothing is packed';
        ELSIF EXISTS (SELECT FROM trade_item i JOIN trade_crate k ON k.public_id = i.crate
                      WHERE i.consignment_id = (is_now ->> 'id')::bigint AND i.state = 'packed' AND k.seals = '{}') THEN
            RETURN 'a crate bears no seal';
        END IF;
    ELSIF e.kind = 'left' THEN
        IF NOT EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = written.agency AND (o.id = (is_now ->> 'agency_id')::bigint OR o.kind = 'customs')) THEN
            RETURN 'another office releases it';
        ELSIF a.kind <> 'export' OR (is_now ->> 'left_on')::date NOT BETWEEN day - 30 AND day THEN
            RETURN 'it left on another day';
        ELSIF (is_now ->> 'left_on')::date < a.valid_from THEN
            RETURN 'the authorisation is not in force';
        -- What leaves on a packing list leaves for good: what is lifted for a purpose of going for a time is not lifted for it.
        ELSIF EXISTS (SELECT FROM unnest(ARRAY[day, (is_now ->> 'left_on')::date]) AS d CROSS JOIN (
                          SELECT trade_to_one(a, is_now ->> 'consignee') AS said
                          UNION ALL SELECT trade_to_one(a, is_now ->> 'consignee') || '{"purpose": ""}' FROM reference_mapping m
                          WHERE m.list_id = 'transfer_purpose' AND m.scheme = 'transfer' AND m.value = 'temporary' AND m.code = a.purpose) s
                      WHERE trade_wanting(s.said, d) IS NOT NULL) THEN
            RETURN 'the gate is shut';
        ELSIF NOT EXISTS (SELECT FROM trade_party t WHERE t.public_id = is_now ->> 'consignee' AND t.state = 'open') THEN
            RETURN 'with the consignee nothing is dealt';
        ELSIF EXISTS (SELECT FROM trade_match m WHERE m.agency_id = a.agency_id AND (m.party IN (a.applicant, a.consignee, a.end_user, a.broker, a.carrier) OR a.further ? m.party)
                      AND (m.state = 'open' OR m.verdict = 'same')) THEN
            RETURN 'somebody might be on a list';
        -- The licence whose book names them may have ended since they were packed.
        ELSIF EXISTS (SELECT FROM (SELECT DISTINCT f.owner, f.ownership FROM trade_item i JOIN registry_firearm f ON f.public_id = i.firearm
                                   WHERE i.consignment_id = (is_now ->> 'id')::bigint AND i.state = 'packed') f
                      WHERE NOT CASE a.applicant WHEN '' THEN f.ownership = 'state' ELSE trade_owns(a.applicant, f.owner) END) THEN
            RETURN 'the licence of its owner is not in force';
        END IF;
    END IF;
    RETURN NULL;
END $$;
