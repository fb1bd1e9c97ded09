-- What no guard can say of an act on the serviceability of an arm: null, or why it may not be.
-- By its own hand: only the unit that has an arm in its stock says how it is, and whoever repaired it could else say so from another unit.
CREATE OR REPLACE FUNCTION stocks_serviceability_check(e acts_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = e.subject AND f.custodian = written.agency AND f.ownership = 'state'
                                 AND f.state = 'in_stock_state' AND f.merged_into = '') THEN 'it is nothing of the stock of the unit'
        WHEN e.changes ? 'inspected_on' AND (is_now ->> 'inspected_on')::date NOT BETWEEN accounts_day(written.recorded_at) - 366 AND accounts_day(written.recorded_at)
            THEN 'nobody inspected it on that day'
        WHEN e.kind = 'repair_begun' AND NOT EXISTS (SELECT FROM placement_place p WHERE p.public_id = is_now ->> 'workshop' AND p.state = 'open'
                                                     AND p.agency_id = (is_now ->> 'agency_id')::bigint) THEN 'there is no such workshop of the unit' END
$$;
