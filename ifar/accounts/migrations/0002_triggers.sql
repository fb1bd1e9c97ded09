-- Agencies are projected from their acts.
CREATE FUNCTION accounts_agency_project() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE said jsonb := ledger_payload(NEW.entry);
BEGIN
    IF said IS DISTINCT FROM jsonb_build_object('kind', NEW.kind, 'changes', NEW.changes, 'proposal', NEW.proposal) THEN
        RAISE EXCEPTION 'ifar: the row of agency act % differs from its ledger entry', NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'registered' THEN
        INSERT INTO accounts_agency (public_id, kind, name, country, area, compartment, parent_id, closed, last_entry)
        SELECT NEW.agency, NEW.changes ->> 'kind', NEW.changes ->> 'name', NEW.changes ->> 'country',
               coalesce(NEW.changes ->> 'area', ''), NEW.changes ->> 'compartment',
               (SELECT id FROM accounts_agency WHERE public_id = NEW.changes ->> 'parent'), false, NEW.entry;
    ELSE
        UPDATE accounts_agency SET
            name = coalesce(NEW.changes ->> 'name', name),
            area = coalesce(NEW.changes ->> 'area', area),
            closed = coalesce((NEW.changes ->> 'closed')::boolean, closed),
            last_entry = NEW.entry
        WHERE public_id = NEW.agency;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'ifar: there is no agency %', NEW.agency USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER project AFTER INSERT ON accounts_agencyact FOR EACH ROW EXECUTE FUNCTION accounts_agency_project();
ALTER TABLE accounts_agencyact ENABLE ALWAYS TRIGGER project;

-- Who decides is never who proposed, and nobody decides about a role of their own.
CREATE FUNCTION accounts_decision_admit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked accounts_proposal;
BEGIN
    SELECT * INTO asked FROM accounts_proposal WHERE public_id = NEW.proposal_id;
    IF NEW.verdict = 'withdraw' THEN
        IF NEW.decider <> asked.proposer THEN
            RAISE EXCEPTION 'ifar: only the proposer withdraws a proposal' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.decider = asked.proposer OR NEW.standing_in_for = asked.proposer OR NEW.decider = asked.object THEN
        RAISE EXCEPTION 'ifar: proposal % needs another person', NEW.proposal_id USING ERRCODE = 'check_violation';
    ELSIF NOT asked.emergency AND clock_timestamp() > asked.expires_at THEN
        RAISE EXCEPTION 'ifar: proposal % has expired', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    IF NOT asked.emergency AND EXISTS (SELECT FROM accounts_execution WHERE proposal_id = NEW.proposal_id) THEN
        RAISE EXCEPTION 'ifar: proposal % has been carried out', NEW.proposal_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER admit BEFORE INSERT ON accounts_decision FOR EACH ROW EXECUTE FUNCTION accounts_decision_admit();
ALTER TABLE accounts_decision ENABLE ALWAYS TRIGGER admit;

-- An act that takes several people enters the ledger only with a proposal that says the same and that the others approved.
CREATE FUNCTION accounts_entry_eyes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
    SELECT * INTO asked FROM accounts_proposal WHERE public_id = said ->> 'proposal';
    IF asked.public_id IS NULL OR asked.act <> NEW.act OR asked.object <> NEW.object OR NOT said @> asked.payload THEN
        RAISE EXCEPTION 'ifar: % takes % people and no proposal says the same', NEW.act, needed USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM accounts_decision WHERE proposal_id = asked.public_id AND verdict <> 'approve') THEN
        RAISE EXCEPTION 'ifar: proposal % was refused', asked.public_id USING ERRCODE = 'check_violation';
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
CREATE TRIGGER c_eyes BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION accounts_entry_eyes();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER c_eyes;

-- Rows of acts say what their entries say.
CREATE FUNCTION accounts_row_says_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said jsonb := ledger_payload(NEW.entry);
    row jsonb := to_jsonb(NEW) - 'entry' - 'at';
    name text;
BEGIN
    IF said IS NULL THEN
        RAISE EXCEPTION 'ifar: there is no ledger entry % for this row of %', NEW.entry, TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF (said -> name) IS DISTINCT FROM (row -> name) THEN
            RAISE EXCEPTION 'ifar: % of the row of % differs from ledger entry %', name, TG_TABLE_NAME, NEW.entry
                USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER says BEFORE INSERT ON accounts_grant FOR EACH ROW EXECUTE FUNCTION accounts_row_says_entry('role', 'proposal');
CREATE TRIGGER says BEFORE INSERT ON accounts_grantend FOR EACH ROW EXECUTE FUNCTION accounts_row_says_entry('reason', 'proposal');
CREATE TRIGGER says BEFORE INSERT ON accounts_absence FOR EACH ROW EXECUTE FUNCTION accounts_row_says_entry('role', 'reason', 'proposal');
CREATE TRIGGER says BEFORE INSERT ON accounts_proposal FOR EACH ROW EXECUTE FUNCTION accounts_row_says_entry('act', 'object', 'payload', 'people', 'emergency');
CREATE TRIGGER says BEFORE INSERT ON accounts_decision FOR EACH ROW EXECUTE FUNCTION accounts_row_says_entry('verdict', 'standing_in_for', 'reason');
CREATE TRIGGER says BEFORE INSERT ON accounts_useract FOR EACH ROW EXECUTE FUNCTION accounts_row_says_entry('kind', 'details', 'proposal');
CREATE TRIGGER says BEFORE INSERT ON accounts_readbatch FOR EACH ROW EXECUTE FUNCTION accounts_row_says_entry('first', 'last', 'count', 'digest');

CREATE TABLE accounts_readlog (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    agency text NOT NULL,
    shift text NOT NULL,
    purpose text NOT NULL,
    "case" text NOT NULL,
    act text NOT NULL,
    object text NOT NULL,
    count integer NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX accounts_readlog_object ON accounts_readlog (object, id);
CREATE INDEX accounts_readlog_actor ON accounts_readlog (actor, id);
SELECT ledger_make_partitions('accounts_readlog', 4);

SELECT ledger_make_insert_only(name::regclass) FROM unnest(ARRAY[
    'accounts_agencyact', 'accounts_useract', 'accounts_grant', 'accounts_grantend', 'accounts_absence', 'accounts_absenceend',
    'accounts_proposal', 'accounts_decision', 'accounts_execution', 'accounts_readlog', 'accounts_readbatch']) AS name;
