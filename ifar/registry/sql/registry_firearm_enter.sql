-- Records that were just opened: none is kept by a trader but that of its own first stock. Their lines in the books of traders.
-- By its own hand: separation of duties: a trader keeps the record of its own first stock and of no other arm.
CREATE OR REPLACE FUNCTION registry_firearm_enter() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE wrong text;
BEGIN
    SELECT f.public_id INTO wrong FROM arrived f JOIN accounts_agency a ON a.id = f.agency_id AND registry_is_trader(a.kind)
    WHERE NOT (f.owner = a.public_id AND registry_is_first_stock(f.legal)
               AND (SELECT e.kind FROM registry_event e WHERE e.id = f.last_event) <> 'registered')
      AND registry_authority_over(a.id) IS NOT NULL LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: the record of % is kept by a trader whose first stock it is not', wrong USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO registry_bookline (firearm_id, holder, since, entered, came_on)
    SELECT DISTINCT f.id, a.public_id, f.n, f.last_event, (e.occurred_from AT TIME ZONE e.zone)::date FROM arrived f CROSS JOIN LATERAL (VALUES (f.owner, true), (f.custodian, false)) AS h (holder, owns)
    JOIN accounts_agency a ON a.public_id = h.holder AND registry_is_trader(a.kind)
    JOIN registry_event e ON e.id = f.last_event
    WHERE h.holder LIKE 'A%' AND registry_is_in_a_book(f.legal) AND NOT (h.owns AND registry_is_of_the_hand(f.legal));
    RETURN NULL;
END $$;
