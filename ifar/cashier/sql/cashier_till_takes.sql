-- A till that takes or gives money: open, of the office, in the currency, and the line, where it is said, is the next one. Locks it.
-- By its own hand: two payments at once would take the same line of a till, or fall into one that is being counted.
CREATE OR REPLACE FUNCTION cashier_till_takes(name text, office bigint, money text, line integer) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE till cashier_till;
BEGIN
    SELECT * INTO till FROM cashier_till WHERE public_id = name FOR UPDATE;
    IF till.id IS NULL THEN
        RETURN 'there is no such till';
    ELSIF till.state <> 'open' THEN
        RAISE EXCEPTION 'ifar: % was counted meanwhile', name USING ERRCODE = 'serialization_failure';
    ELSIF till.agency_id IS DISTINCT FROM office OR till.currency <> money THEN
        RETURN 'the till is of another office or another currency';
    ELSIF line IS NOT NULL AND line <> 1 + (SELECT count(*) FROM cashier_line l WHERE l.till = name) THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', name USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NULL;
END $$;
