-- Refuses that a firearm is said to be with a carrier, or received from one, but by the despatch that says so (`trade/despatches`).
-- Nobody sells or consigns what is another's, and nothing becomes a receiver's own that a trader sent who has closed.
-- By its own hand: separation of duties: who sends says what leaves, who receives says what came, and neither says it of an arm that was not packed.
CREATE OR REPLACE FUNCTION trade_despatches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    -- Whose it was until now: the firearm's row says already what this event makes of it.
    owner CONSTANT text := (SELECT e.changes ->> 'owner' FROM registry_event e WHERE e.firearm_id = NEW.firearm_id AND e.n < NEW.n AND e.changes ? 'owner'
                            ORDER BY e.n DESC LIMIT 1);
BEGIN
    IF NOT EXISTS (
        SELECT FROM trade_despatch d JOIN accounts_agency o ON o.id = d.agency_id JOIN ledger_entry l ON l.entry = NEW.id
        JOIN trade_box b ON b.despatch_id = d.id AND b.state = 'packed'
        WHERE d.public_id = NEW.details ->> 'despatch' AND d.state IN ('sent', 'returning')
          AND NEW.details ->> 'receiver' = CASE d.state WHEN 'sent' THEN d.receiver ELSE o.public_id END
          AND CASE
              WHEN NEW.kind = 'despatched' THEN d.state = 'sent' AND l.agency = o.public_id AND NEW.details ->> 'carrier' = d.carrier AND b.number = NEW.details ->> 'crate' AND b.firearms ? l.object
                  AND (owner = o.public_id OR (d.terms = 'return' AND owner = d.receiver))
              WHEN d.state = 'returning' THEN l.agency = o.public_id AND NEW.details ->> 'sender' = o.public_id AND b.back ? l.object
                  AND CASE NEW.details ->> 'terms' WHEN 'home' THEN owner = o.public_id WHEN 'consignment' THEN owner = d.receiver ELSE false END
              ELSE l.agency = d.receiver AND NEW.details ->> 'sender' = o.public_id AND b.received ? l.object
                  AND CASE NEW.details ->> 'terms' WHEN 'home' THEN owner = d.receiver
                      WHEN 'commission' THEN owner = o.public_id AND d.terms = 'commission' AND NOT books_is_closed(o.public_id)
                      WHEN 'consignment' THEN owner = o.public_id AND (d.terms = 'consignment' OR books_is_closed(o.public_id))
                      ELSE owner = o.public_id AND d.terms NOT IN ('consignment', 'commission') AND NOT books_is_closed(o.public_id) END END) THEN
        RAISE EXCEPTION 'ifar: no despatch says so of event %', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
