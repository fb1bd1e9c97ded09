-- More is not packed than its line of goods allows, once for all that was packed together.
-- By its own hand: of two who pack onto one line of goods at once neither sees the other, and what left does not come back.
CREATE OR REPLACE FUNCTION trade_packs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    over record;
BEGIN
    SELECT p.subject, l.actor INTO over FROM (
        SELECT c.authorisation_id, min(e.subject) AS subject FROM added e JOIN trade_item i ON i.public_id = e.subject JOIN trade_consignment c ON c.id = i.consignment_id
        WHERE e.record_type = 'item' AND e.kind = 'packed' GROUP BY 1) p
    JOIN trade_authorisation a ON a.id = p.authorisation_id
    JOIN added e ON e.subject = p.subject AND e.kind = 'packed' JOIN ledger_entry l ON l.entry = e.id
    WHERE trade_overdrawn(a.id, a.goods) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ifar: % cannot be packed by %: more than its line allows', over.subject, over.actor USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
