-- An act that takes several people enters the ledger only with a proposal that says the same and that the others approved.
-- What the proposal names must be said word for word, and an entry says nothing that its approver did not read. An event of the register
-- sets of identity and marks what was approved and nothing else (an annulment brings back what stood before), and notes checks beside
-- what was attested.
-- By its own hand: separation of duties: an entry cannot be taken out again, so none stands that the others did not read and approve.
CREATE OR REPLACE FUNCTION accounts_entry_dual_control() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    needed smallint := (SELECT people FROM accounts_dualcontrol WHERE act = NEW.act);
    said jsonb;
    asked accounts_proposal;
    over_list boolean;
BEGIN
    IF needed IS NULL THEN
        RETURN NEW;
    END IF;
    said := convert_from(NEW.canonical, 'UTF8')::jsonb -> 'payload';
    -- The founding ceremony names the first people; it is closed by an act of its own and never opens again.
    IF said ->> 'proposal' = 'ceremony' AND NEW.act LIKE 'accounts.%'
       AND NOT EXISTS (SELECT FROM accounts_useract WHERE kind = 'ceremony_closed') THEN
        RETURN NEW;
    END IF;
    IF NEW.act = 'registry.destroyed' THEN
        IF recoveries_releases(NEW.act, NEW.object, said) THEN
            RETURN NEW;
        ELSIF recoveries_forfeit(NEW.object) THEN
            RAISE EXCEPTION 'ifar: % is destroyed with a sealed list that names it, and no proposal says the same', NEW.object
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    PERFORM pg_advisory_xact_lock(1767268723, hashtext(said ->> 'proposal'));
    SELECT * INTO asked FROM accounts_proposal WHERE public_id = said ->> 'proposal';
    -- One proposal over a list says of each thing what its line says.
    over_list := coalesce(asked.payload ->> 'batch' = asked.object, false);
    asked.payload := bulk_asked(asked, NEW.object);
    IF asked.payload IS NULL OR asked.act <> NEW.act
       OR EXISTS (SELECT FROM jsonb_each(asked.payload) AS p WHERE said -> p.key IS DISTINCT FROM p.value
                  AND NOT (NEW.act LIKE 'registry.%' AND (p.key = 'changes' OR p.key = 'checks' AND coalesce(said -> p.key @> p.value, false))))
       OR (NEW.act LIKE 'registry.%' AND NEW.act <> 'registry.annulled' AND coalesce(said -> 'changes', '{}')
               - ARRAY['ownership', 'owner', 'custody', 'custodian', 'legal', 'physical', 'state', 'agency'] IS DISTINCT FROM coalesce(asked.payload -> 'changes', '{}'))
       OR (NEW.act LIKE 'registry.%' AND coalesce(said -> 'checks' -> 'attested', '{}') IS DISTINCT FROM coalesce(asked.payload -> 'checks' -> 'attested', '{}'))
       OR said - recoveries_added_to_proposal(NEW.act) - ARRAY(SELECT jsonb_object_keys(asked.payload)) <> '{}' THEN
        RAISE EXCEPTION 'ifar: % takes % people and no proposal says the same', NEW.act, needed USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM accounts_decision WHERE proposal_id = asked.public_id AND verdict <> 'approve') THEN
        RAISE EXCEPTION 'ifar: proposal % was refused', asked.public_id USING ERRCODE = 'check_violation';
    END IF;
    IF clock_timestamp() > asked.expires_at THEN
        RAISE EXCEPTION 'ifar: proposal % has expired', asked.public_id USING ERRCODE = 'check_violation';
    END IF;
    IF NOT asked.emergency AND needed - 1 > (
        SELECT count(DISTINCT decider) FROM accounts_decision
        WHERE proposal_id = asked.public_id AND verdict = 'approve' AND decider <> asked.proposer
    ) THEN
        RAISE EXCEPTION 'ifar: % takes % people', NEW.act, needed USING ERRCODE = 'check_violation';
    END IF;
    IF NOT over_list THEN
        INSERT INTO accounts_execution (proposal_id, entry) VALUES (asked.public_id, NEW.entry);
    ELSIF EXISTS (SELECT FROM ledger_entry o WHERE o.object = NEW.object AND o.act = NEW.act AND o.entry <> NEW.entry
                  AND convert_from(o.canonical, 'UTF8')::jsonb -> 'payload' ->> 'proposal' = asked.public_id) THEN
        RAISE EXCEPTION 'ifar: proposal % was carried out for % already', asked.public_id, NEW.object USING ERRCODE = 'check_violation';
    ELSE
        INSERT INTO accounts_execution (proposal_id, entry) VALUES (asked.public_id, NEW.entry) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NEW;
END $$;
