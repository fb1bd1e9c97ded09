-- What takes several people, no program proposes: whoever wrote the program, or holds its token, could be the second person.
CREATE OR REPLACE FUNCTION accounts_proposal_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE rule accounts_eyes;
BEGIN
    SELECT * INTO rule FROM accounts_eyes WHERE act = NEW.act;
    IF rule.act IS NULL OR rule.people <> NEW.people OR (NEW.emergency AND NOT rule.emergency)
       OR NEW.emergency <> (NEW.countersign_by IS NOT NULL) OR jsonb_typeof(NEW.payload) <> 'object' OR NEW.payload = '{}' THEN
        RAISE EXCEPTION 'ifar: % cannot be proposed like this', NEW.act USING ERRCODE = 'check_violation';
    END IF;
    IF NOT accounts_holds(NEW.proposer, rule.proposers) THEN
        RAISE EXCEPTION 'ifar: % is nobody who may propose %', NEW.proposer, NEW.act USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- No client is made with a permission to propose what takes several people. Those that have one already may no longer use it.
CREATE FUNCTION accounts_client_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM accounts_eyes e WHERE NEW.scopes ? e.permission) OR NEW.scopes ? 'accounts:proposal:decide' THEN
        RAISE EXCEPTION 'ifar: a program is none of several people, %', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_admit BEFORE INSERT ON accounts_client FOR EACH ROW EXECUTE FUNCTION accounts_client_admit();
ALTER TABLE accounts_client ENABLE ALWAYS TRIGGER c_admit;

-- Who said yes to a proposal, and whose stand-in did: none of them may be whom the other side of the act keeps apart from it. Whoever
-- writes the act's entry is not always one of them.
CREATE FUNCTION accounts_answered(asked text) RETURNS text[] LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(one), '{}') FROM accounts_decision d CROSS JOIN LATERAL unnest(ARRAY[d.decider::text, d.standing_in_for::text]) AS one
    WHERE d.proposal_id = asked AND d.verdict = 'approve' AND one <> ''
$$;
