-- Who decides is never who proposed, holds a role that decides, and does not decide about a role of their own. The lock makes
-- decisions and execution of one proposal follow each other.
-- By its own hand: separation of duties, and two decisions on one proposal at once come one after the other.
CREATE OR REPLACE FUNCTION accounts_decision_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE asked accounts_proposal;
BEGIN
    PERFORM pg_advisory_xact_lock(1767268723, hashtext(NEW.proposal_id));
    SELECT * INTO asked FROM accounts_proposal WHERE public_id = NEW.proposal_id;
    IF NEW.verdict = 'withdraw' THEN
        IF NEW.decider <> asked.proposer THEN
            RAISE EXCEPTION 'ifar: only the proposer withdraws a proposal' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.decider = asked.proposer OR NEW.standing_in_for = asked.proposer OR NEW.decider = asked.object
          OR asked.proposer = ANY ((SELECT accounts_people(l) FROM ledger_entry l WHERE l.entry = NEW.entry AND l.actor = NEW.decider)::text[]) THEN
        RAISE EXCEPTION 'ifar: proposal % needs another person', NEW.proposal_id USING ERRCODE = 'check_violation';
    ELSIF NOT accounts_holds(NEW.decider, (SELECT deciders FROM accounts_dualcontrol WHERE act = asked.act)) THEN
        RAISE EXCEPTION 'ifar: % holds no role that decides about %', NEW.decider, asked.act USING ERRCODE = 'check_violation';
    ELSIF NOT asked.emergency AND clock_timestamp() > asked.expires_at THEN
        RAISE EXCEPTION 'ifar: proposal % has expired', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM accounts_decision WHERE proposal_id = NEW.proposal_id AND verdict <> 'approve') THEN
        RAISE EXCEPTION 'ifar: proposal % is closed', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM accounts_execution WHERE proposal_id = NEW.proposal_id) AND (NOT asked.emergency OR NEW.verdict = 'withdraw') THEN
        RAISE EXCEPTION 'ifar: proposal % has been carried out', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
