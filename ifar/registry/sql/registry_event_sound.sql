-- What the record itself says against passing an arm on: it failed proof, or its former holder objects to how it came where it is (`SOLD` in `registry/lifecycle/rule.py`);
-- and of what lies there on consignment that its owner did not let it be sold.
-- By its own hand: an arm that is sold, lent or sent abroad is in hands from which nobody takes it back, and the proof and the objection are of other offices than the seller's.
CREATE OR REPLACE FUNCTION registry_event_sound() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE f registry_firearm;
BEGIN
    SELECT * INTO f FROM registry_firearm WHERE id = NEW.firearm_id;
    -- What lies there on consignment goes home as it is.
    IF NEW.kind = 'despatched' AND f.state = 'consigned' THEN
        RETURN NEW;
    ELSIF (SELECT e.details ->> 'result' = 'failed' FROM registry_event e WHERE e.firearm_id = f.id AND e.kind = 'proof_returned'
           AND NOT EXISTS (SELECT FROM registry_event a WHERE a.firearm_id = f.id AND a.kind = 'annulled' AND a.details ->> 'event' = e.id::text)
           ORDER BY e.n DESC LIMIT 1) THEN
        RAISE EXCEPTION 'ifar: % failed when it was last at proof', f.public_id USING ERRCODE = 'check_violation';
    ELSIF NEW.kind NOT IN ('stock_declared', 'inherited', 'loaned')
       AND EXISTS (SELECT FROM matters_matter m WHERE m.about = f.public_id AND m.cause ^@ 'portal.taken_in ' AND m.state <> 'closed') THEN
        RAISE EXCEPTION 'ifar: the former holder of % objects', f.public_id USING ERRCODE = 'check_violation';
    END IF;
    -- Whose it is, is read before this event makes it another's: the owner's own word stands in the receipt.
    IF f.state = 'consigned' AND NEW.kind IN ('retail_sold', 'wholesale_transferred') THEN
        IF NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = NEW.id AND (l.agency = f.owner AND NEW.kind = 'wholesale_transferred'
                       OR l.agency = f.custodian AND registry_consents(f.id, f.owner, f.custodian))) THEN
            RAISE EXCEPTION 'ifar: the owner of % did not let its keeper sell it', f.public_id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
