-- Refuses that an arm of the State is written off or sold by whoever counted it or has it in charge, and that what was written off passes on in another way than was decided.
-- By its own hand: who hides a loss writes it off, and what was to be destroyed is worth most to whoever sells it (MOSAIC 05.20).
CREATE OR REPLACE FUNCTION stocks_written_off() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    f registry_firearm;
    decided registry_event;
BEGIN
    SELECT * INTO f FROM registry_firearm WHERE id = NEW.firearm_id;
    IF NEW.kind IN ('written_off', 'sold_to_civilians') THEN
        IF EXISTS (
            SELECT FROM (SELECT stocks_counters(f.public_id) AS person UNION SELECT stocks_in_charge(f.public_id)) k WHERE k.person IN (
                SELECT l.actor FROM ledger_entry l WHERE l.entry = NEW.id
                UNION SELECT p.proposer FROM accounts_proposal p WHERE p.public_id = NEW.proposal AND NEW.proposal <> ''
                UNION SELECT d.decider FROM accounts_decision d WHERE d.proposal_id = NEW.proposal AND NEW.proposal <> '' AND d.verdict = 'approve')) THEN
            RAISE EXCEPTION 'ifar: whoever counted % or is in charge of it does not write it off', f.public_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT e.* INTO decided FROM registry_event e WHERE e.firearm_id = f.id AND e.kind IN ('written_off', 'disposal_decided') ORDER BY e.n DESC LIMIT 1;
    IF f.state = 'pending_disposal' AND decided.kind = 'written_off' AND decided.details ->> 'method' IS DISTINCT FROM
       (CASE WHEN NEW.kind = 'state_stock_received' OR NEW.details ->> 'owner_kind' = 'state' THEN 'state_use' ELSE 'sale' END) THEN
        RAISE EXCEPTION 'ifar: something else was decided about % when it was written off', f.public_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
