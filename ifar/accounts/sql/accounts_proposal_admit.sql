-- What takes several people, no program proposes: whoever wrote the program, or holds its token, could be the second person.
-- By its own hand: separation of duties begins with who proposes, and the number of people is not the proposer's to say.
CREATE OR REPLACE FUNCTION accounts_proposal_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE rule accounts_dualcontrol;
BEGIN
    SELECT * INTO rule FROM accounts_dualcontrol WHERE act = NEW.act;
    IF rule.act IS NULL OR rule.people <> NEW.people OR (NEW.emergency AND NOT rule.emergency)
       OR NEW.emergency <> (NEW.countersign_by IS NOT NULL) OR jsonb_typeof(NEW.payload) <> 'object' OR NEW.payload = '{}' THEN
        RAISE EXCEPTION 'ifar: % cannot be proposed like this', NEW.act USING ERRCODE = 'check_violation';
    END IF;
    IF NOT accounts_holds(NEW.proposer, rule.proposers) THEN
        RAISE EXCEPTION 'ifar: % is nobody who may propose %', NEW.proposer, NEW.act USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
