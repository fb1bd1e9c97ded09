-- What no guard can say of an act on a delivery or an enquiry: null, or why it may not be done.
-- By its own hand: another State is told what the register holds and nothing else, and what left is expected once.
CREATE OR REPLACE FUNCTION trade_check_delivery(e acts_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    day CONSTANT date := accounts_day(written.recorded_at);
    held integer;
BEGIN
    IF e.record_type = 'delivery' THEN
        IF NOT EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = written.agency AND (o.id = (is_now ->> 'agency_id')::bigint OR o.kind = 'customs')) THEN
            RETURN 'another office keeps it';
        ELSIF e.kind = 'expected' AND NOT EXISTS (
            SELECT FROM trade_authorisation a WHERE a.id = (is_now ->> 'authorisation_id')::bigint AND a.kind = 'export' AND a.valid_from IS NOT NULL) THEN
            RETURN 'nothing left on it';
        ELSIF e.kind = 'expected' AND is_now ->> 'consignment' <> '' AND (NOT EXISTS (
                SELECT FROM trade_consignment c WHERE c.public_id = is_now ->> 'consignment' AND c.authorisation_id = (is_now ->> 'authorisation_id')::bigint
                AND c.left_on = (is_now ->> 'left_on')::date)
            OR EXISTS (SELECT FROM trade_delivery d WHERE d.consignment = is_now ->> 'consignment')) THEN
            RETURN 'that consignment did not leave';
        ELSIF e.kind = 'expected' AND (is_now -> 'goods' = '[]' OR NOT trade_covers(is_now -> 'goods', is_now -> 'goods')) THEN
            RETURN 'the goods are not counted';
        ELSIF e.kind = 'expected' AND (is_now ->> 'due_on')::date IS DISTINCT FROM (is_now ->> 'left_on')::date
                + trade_proof_days((is_now ->> 'authorisation_id')::bigint, coalesce((
                    SELECT c.consignee FROM trade_consignment c WHERE c.public_id = is_now ->> 'consignment'), ''), (is_now ->> 'left_on')::date)
            OR is_now ->> 'consignment' = '' AND day < (is_now ->> 'left_on')::date OR day < (is_now ->> 'received_on')::date THEN
            RETURN 'it is another day';
        ELSIF e.kind = 'proved' AND NOT EXISTS (SELECT FROM files_deposit d WHERE d.file_id = is_now ->> 'file' AND d.purpose = 'delivery_proof') THEN
            RETURN 'there is no such file';
        ELSIF e.kind = 'released' AND is_now ->> 'released' <> 'true' THEN
            RETURN 'nothing is decided';
        END IF;
    ELSIF e.kind = 'answered' THEN
        SELECT count(DISTINCT x ->> 'serial') INTO held FROM jsonb_array_elements(is_now -> 'arrived') x
        WHERE is_now -> 'serials' ? (x ->> 'serial') AND EXISTS (
            SELECT FROM registry_firearm f JOIN registry_event v ON v.firearm_id = f.id AND v.kind IN ('imported', 'temporarily_imported')
            JOIN registry_mark m ON m.firearm_id = f.id AND m.kind = 'serial' AND trade_plain(m.text) = trade_plain(x ->> 'serial')
            WHERE f.public_id = x ->> 'firearm' AND coalesce(v.details ->> 'country', is_now ->> 'country') = is_now ->> 'country');
        IF held <> jsonb_array_length(is_now -> 'arrived') OR is_now -> 'serials' <> '[]'
            AND is_now ->> 'answer' <> ALL (CASE held WHEN 0 THEN ARRAY['not_arrived', 'not_known'] WHEN jsonb_array_length(is_now -> 'serials') THEN ARRAY['arrived'] ELSE ARRAY['in_part'] END) THEN
            RETURN 'the register holds something else';
        END IF;
    END IF;
    RETURN NULL;
END $$;
