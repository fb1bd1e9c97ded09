-- Refuses that a list of what is destroyed is sealed, witnessed or carried out by whoever counted an arm of the State on it, has it in charge, or wrote it off.
-- By its own hand: who hides a loss has it destroyed on paper (MOSAIC 05.20, Protocol art. 6(2)).
CREATE OR REPLACE FUNCTION stocks_destroyed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    arm text;
BEGIN
    SELECT f.public_id INTO arm FROM recoveries_batch b, jsonb_to_recordset(b.lines) AS l(firearm text), registry_firearm f, LATERAL (
        SELECT e.* FROM registry_event e WHERE e.firearm_id = f.id AND e.kind IN ('written_off', 'disposal_decided') ORDER BY e.n DESC LIMIT 1) d
    WHERE b.public_id = NEW.subject AND f.public_id = l.firearm AND d.kind = 'written_off' AND EXISTS (
        SELECT FROM (
            SELECT stocks_counters(f.public_id) AS person UNION SELECT stocks_in_charge(f.public_id)
            UNION SELECT l.actor FROM ledger_entry l WHERE l.entry = d.id
            UNION SELECT p.proposer FROM accounts_proposal p WHERE p.public_id = d.proposal AND d.proposal <> ''
            UNION SELECT a.decider FROM accounts_decision a WHERE a.proposal_id = d.proposal AND d.proposal <> '' AND a.verdict = 'approve') k
        WHERE k.person IN (
            SELECT unnest(accounts_people(w)) FROM ledger_entry w WHERE w.entry = NEW.id
            UNION SELECT p.proposer FROM accounts_proposal p WHERE p.public_id = NEW.proposal AND NEW.proposal <> ''
            UNION SELECT a.decider FROM accounts_decision a WHERE a.proposal_id = NEW.proposal AND NEW.proposal <> '' AND a.verdict = 'approve')) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ifar: whoever counted % or wrote it off takes no part in its destruction', arm USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
