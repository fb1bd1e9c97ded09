-- What is wrong with what an act says became of pieces of a consignment or a journey, and with what it says followed: null, or why it may not be said.
-- By its own hand: official figures leave out what is said to have come back, and a case that leads nowhere is not looked for again.
CREATE OR REPLACE FUNCTION trade_check_diverted(e acts_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    what CONSTANT text := e.details ->> 'what';
    others CONSTANT jsonb := coalesce(e.details -> 'serials', '[]');
    led_to CONSTANT text := coalesce(e.details ->> 'case', '');
    is_here CONSTANT boolean := coalesce(e.details ->> 'country', '') = ''
        OR EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = written.agency AND o.country = e.details ->> 'country');
    named jsonb := coalesce(e.details -> CASE e.record_type WHEN 'journey' THEN 'arms' ELSE 'items' END, '[]');
    pieces integer;
    number bigint;
    firearms text[];
BEGIN
    IF what IS NULL OR NOT what = ANY (CASE e.record_type WHEN 'journey' THEN ARRAY['detained', 'seized', 'stolen']
                                      ELSE ARRAY['refused', 'returned', 'detained', 'seized', 'stolen'] END)
       OR jsonb_typeof(named) <> 'array' OR jsonb_typeof(others) <> 'array' OR named = '[]' AND others = '[]' THEN
        RETURN 'it says nothing of what was packed';
    ELSIF e.record_type = 'journey' THEN
        SELECT count(DISTINCT n), count(DISTINCT n), coalesce(array_agg(a ->> 'firearm') FILTER (WHERE coalesce(a ->> 'firearm', '') <> ''), '{}')
        INTO pieces, number, firearms FROM jsonb_array_elements(is_now -> 'arms') WITH ORDINALITY AS x (a, n) WHERE named @> to_jsonb(x.n);
    ELSE
        SELECT count(*), coalesce(sum(i.quantity), 0), coalesce(array_agg(i.firearm::text) FILTER (WHERE i.firearm <> ''), '{}') INTO pieces, number, firearms
        FROM trade_item i WHERE i.consignment_id = (is_now ->> 'id')::bigint AND i.state = 'packed' AND named ? i.public_id;
        IF EXISTS (SELECT FROM trade_item i, jsonb_array_elements_text(others) s WHERE i.consignment_id = (is_now ->> 'id')::bigint AND i.state = 'packed'
                   AND trade_plain(s) <> '' AND translate(trade_plain(s), 'OI', '01') IN (
                       translate(trade_plain(i.serial), 'OI', '01'), translate(trade_plain(i.firearm), 'OI', '01'))) THEN
            RETURN 'it says nothing of what was packed';
        END IF;
    END IF;
    IF pieces <> jsonb_array_length(named) THEN
        RETURN 'it says nothing of what was packed';
    ELSIF (what IN ('detained', 'seized') AND is_here) <> (led_to <> '') THEN
        RETURN 'another case follows from it';
    -- The case is of this report and of no other, and has every piece in it.
    ELSIF led_to <> '' AND (
        NOT EXISTS (SELECT FROM recoveries_case c JOIN accounts_agency o ON o.id = c.agency_id WHERE c.public_id = led_to AND c.kind = 'seized'
                    AND c.report = e.subject AND c.number = e.details ->> 'number' AND o.public_id = written.agency)
        OR EXISTS (SELECT FROM trade_event d WHERE d.record_type = e.record_type AND d.subject = e.subject AND d.kind = 'diverted' AND d.details ->> 'case' = led_to
                   AND d.id <> e.id)
        OR (SELECT coalesce(sum(i.quantity), 0) FROM recoveries_item i JOIN recoveries_case c ON c.id = i.case_id WHERE c.public_id = led_to)
           <> number + jsonb_array_length(others)
        OR EXISTS (SELECT FROM unnest(firearms) f WHERE NOT EXISTS (
            SELECT FROM recoveries_item i JOIN recoveries_case c ON c.id = i.case_id WHERE c.public_id = led_to AND i.firearm = f))) THEN
        RETURN 'another case follows from it';
    ELSIF what = 'stolen' AND EXISTS (SELECT FROM unnest(firearms) f WHERE NOT EXISTS (
        SELECT FROM registry_firearm r JOIN registry_event v ON v.firearm_id = r.id AND v.kind = 'stolen' AND v.paper = e.subject WHERE r.public_id = f)) THEN
        RETURN 'its life says nothing of it';
    END IF;
    RETURN NULL;
END $$;
