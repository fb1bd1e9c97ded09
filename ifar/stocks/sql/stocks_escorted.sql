-- Refuses that the unit which sends an arm by a movement between stores says alone, while it is on the road, that it was lost, stolen, taken in or blocked.
-- By its own hand: the life cycle knows nothing of movements, and whoever had an arm in hand last could have it vanish by their own word.
CREATE OR REPLACE FUNCTION stocks_escorted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM registry_firearm f CROSS JOIN LATERAL (
                   SELECT s.paper FROM registry_event s WHERE s.firearm_id = f.id AND s.kind = 'state_stock_sent' ORDER BY s.n DESC LIMIT 1) s
               JOIN stocks_movement m ON m.public_id = s.paper
               WHERE f.id = NEW.firearm_id AND f.state = 'under_escort'
                 AND NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = NEW.id AND (l.agency <> m.sender OR l.actor = m.bearer))) THEN
        RAISE EXCEPTION 'ifar: the unit that sends it says event % alone', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
