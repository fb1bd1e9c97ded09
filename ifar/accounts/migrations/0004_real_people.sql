-- Whoever proposes is a real person (or client) who may propose that, and nobody holds two roles that exclude each other. The roles
-- that may propose an act, and the pairs that exclude each other, are the code's own; `ifar migrate` fills them in.
ALTER TABLE accounts_eyes ADD COLUMN proposers text[] NOT NULL DEFAULT '{}', ADD COLUMN permission text NOT NULL DEFAULT '';
CREATE TABLE accounts_exclusion (role text, other text, PRIMARY KEY (role, other));

CREATE OR REPLACE FUNCTION accounts_proposal_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE rule accounts_eyes;
BEGIN
    SELECT * INTO rule FROM accounts_eyes WHERE act = NEW.act;
    IF rule.act IS NULL OR rule.people <> NEW.people OR (NEW.emergency AND NOT rule.emergency)
       OR NEW.emergency <> (NEW.countersign_by IS NOT NULL) OR jsonb_typeof(NEW.payload) <> 'object' OR NEW.payload = '{}' THEN
        RAISE EXCEPTION 'ifar: % cannot be proposed like this', NEW.act USING ERRCODE = 'check_violation';
    END IF;
    IF NOT accounts_holds(NEW.proposer, rule.proposers) AND NOT EXISTS (
        SELECT FROM accounts_client c WHERE c.public_id = NEW.proposer AND c.scopes ? rule.permission AND c.revoked_at IS NULL
        AND c.expires_at > clock_timestamp()) THEN
        RAISE EXCEPTION 'ifar: % is nobody who may propose %', NEW.proposer, NEW.act USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- Roles that a person holds or will hold while another one runs, by grants and by standing in, never exclude it.
CREATE FUNCTION accounts_check_exclusion(person bigint, wanted text, since timestamptz, until timestamptz) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE held text;
BEGIN
    SELECT h.role INTO held FROM (
        SELECT g.role, g.valid_from, g.valid_to FROM accounts_grant g
        WHERE g.user_id = person AND NOT EXISTS (SELECT FROM accounts_grantend e WHERE e.grant_id = g.entry)
        UNION ALL
        SELECT a.role, a.valid_from, a.valid_to FROM accounts_absence a
        WHERE a.stand_in_id = person AND NOT EXISTS (SELECT FROM accounts_absenceend e WHERE e.absence_id = a.entry)
    ) AS h JOIN accounts_exclusion x ON x.role = wanted AND x.other = h.role
    WHERE (h.valid_to IS NULL OR h.valid_to > greatest(since, clock_timestamp())) AND (until IS NULL OR h.valid_from < until) LIMIT 1;
    IF held IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: nobody is % and % at once', wanted, held USING ERRCODE = 'check_violation';
    END IF;
END $$;
CREATE FUNCTION accounts_grant_exclude() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM accounts_check_exclusion(NEW.user_id, NEW.role, NEW.valid_from, NEW.valid_to);
    RETURN NEW;
END $$;
CREATE TRIGGER c_exclude BEFORE INSERT ON accounts_grant FOR EACH ROW EXECUTE FUNCTION accounts_grant_exclude();
ALTER TABLE accounts_grant ENABLE ALWAYS TRIGGER c_exclude;
CREATE FUNCTION accounts_absence_exclude() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM accounts_check_exclusion(NEW.stand_in_id, NEW.role, NEW.valid_from, NEW.valid_to);
    RETURN NEW;
END $$;
CREATE TRIGGER c_exclude BEFORE INSERT ON accounts_absence FOR EACH ROW EXECUTE FUNCTION accounts_absence_exclude();
ALTER TABLE accounts_absence ENABLE ALWAYS TRIGGER c_exclude;

-- An act that takes several people enters the ledger only with a proposal that says the same and that the others approved.
-- What the proposal names must be said word for word; acts on rights say nothing besides. An event of the register sets of identity and
-- marks what was approved and nothing else (an annulment brings back what stood before), and notes checks beside what was attested.
CREATE OR REPLACE FUNCTION accounts_entry_eyes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    needed smallint := (SELECT people FROM accounts_eyes WHERE act = NEW.act);
    said jsonb;
    asked accounts_proposal;
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
    PERFORM pg_advisory_xact_lock(1767268723, hashtext(said ->> 'proposal'));
    SELECT * INTO asked FROM accounts_proposal WHERE public_id = said ->> 'proposal';
    IF asked.public_id IS NULL OR asked.act <> NEW.act OR asked.object <> NEW.object
       OR EXISTS (SELECT FROM jsonb_each(asked.payload) AS p WHERE said -> p.key IS DISTINCT FROM p.value
                  AND NOT (NEW.act LIKE 'registry.%' AND (p.key = 'changes' OR p.key = 'checks' AND coalesce(said -> p.key @> p.value, false))))
       OR (NEW.act LIKE 'registry.%' AND NEW.act <> 'registry.annulled' AND coalesce(said -> 'changes', '{}')
               - ARRAY['ownership', 'owner', 'custody', 'custodian', 'legal', 'physical', 'state'] IS DISTINCT FROM coalesce(asked.payload -> 'changes', '{}'))
       OR (NEW.act LIKE 'accounts.%' AND said - 'proposal' - 'at' IS DISTINCT FROM asked.payload) THEN
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
    INSERT INTO accounts_execution (proposal_id, entry) VALUES (asked.public_id, NEW.entry);
    RETURN NEW;
END $$;
