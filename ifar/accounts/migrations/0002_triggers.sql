-- The database's own part in rights: rows of acts say what their entries say, and acts of several people take several people.
-- Every function names its search_path, so that no temporary table of the runtime role stands in for a real one.

-- Refuses a row that differs from the ledger entry with the same identifier. Arguments: the entry's act; SQL over the row `r`
-- for the entry's object, for its payload, and (optionally) for its actor.
CREATE FUNCTION accounts_row_says_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    said ledger_entry;
    act text;
    object text;
    payload jsonb;
    actor text;
BEGIN
    SELECT * INTO said FROM ledger_entry WHERE entry = NEW.entry;
    EXECUTE format('SELECT %s, %s, %s, %s FROM (SELECT ($1).*) AS r', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], coalesce(TG_ARGV[3], 'NULL'))
        INTO act, object, payload, actor USING NEW;
    IF said.entry IS NULL OR said.act IS DISTINCT FROM act OR said.object IS DISTINCT FROM object
       OR said.actor <> coalesce(actor, said.actor) OR payload IS DISTINCT FROM convert_from(said.canonical, 'UTF8')::jsonb -> 'payload' THEN
        RAISE EXCEPTION 'ifar: this row of % differs from its ledger entry %', TG_TABLE_NAME, NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- RFC 3339 in UTC with six digits, as entries write time.
CREATE FUNCTION accounts_time(moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

CREATE FUNCTION accounts_make_row_say_entry(name regclass, act text, object text, payload text, actor text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER b_says BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION accounts_row_says_entry(%L, %L, %L%s)',
                   name, act, object, payload, coalesce(', ' || quote_literal(actor), ''));
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER b_says', name);
END $$;

SELECT accounts_make_row_say_entry('accounts_agencyact', $$'accounts.agency'$$, 'r.agency',
    $$jsonb_build_object('agency', r.agency, 'kind', r.kind, 'changes', r.changes, 'proposal', r.proposal, 'at', accounts_time(r.at))$$);
SELECT accounts_make_row_say_entry('accounts_useract',
    $$CASE r.kind WHEN 'factor_reset' THEN 'accounts.factor_reset' WHEN 'ceremony_closed' THEN 'accounts.ceremony' ELSE 'accounts.user' END$$,
    'r.user', $$jsonb_build_object('user', r.user, 'kind', r.kind, 'details', r.details, 'proposal', r.proposal, 'at', accounts_time(r.at))$$);
SELECT accounts_make_row_say_entry('accounts_grant', $$'accounts.grant'$$,
    '(SELECT public_id FROM accounts_user WHERE id = r.user_id)',
    $$jsonb_build_object('user', (SELECT public_id FROM accounts_user WHERE id = r.user_id), 'role', r.role,
        'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'valid_from', accounts_time(r.valid_from), 'valid_to', accounts_time(r.valid_to), 'proposal', r.proposal)$$);
SELECT accounts_make_row_say_entry('accounts_grantend', $$'accounts.revoke'$$,
    '(SELECT u.public_id FROM accounts_user u JOIN accounts_grant g ON g.user_id = u.id WHERE g.entry = r.grant_id)',
    $$jsonb_build_object('grant', r.grant_id, 'reason', r.reason, 'proposal', r.proposal, 'at', accounts_time(r.at))$$);
SELECT accounts_make_row_say_entry('accounts_absence', $$'accounts.absence'$$,
    '(SELECT public_id FROM accounts_user WHERE id = r.stand_in_id)',
    $$jsonb_build_object('user', (SELECT public_id FROM accounts_user WHERE id = r.user_id),
        'stand_in', (SELECT public_id FROM accounts_user WHERE id = r.stand_in_id), 'role', r.role,
        'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'valid_from', accounts_time(r.valid_from),
        'valid_to', accounts_time(r.valid_to), 'reason', r.reason, 'proposal', r.proposal)$$);
SELECT accounts_make_row_say_entry('accounts_absenceend', $$'accounts.absence_ended'$$,
    '(SELECT u.public_id FROM accounts_user u JOIN accounts_absence a ON a.stand_in_id = u.id WHERE a.entry = r.absence_id)',
    $$jsonb_build_object('absence', r.absence_id, 'at', accounts_time(r.at))$$);
SELECT accounts_make_row_say_entry('accounts_proposal', $$'accounts.proposed'$$, 'r.public_id',
    $$jsonb_build_object('id', r.public_id, 'proposer', r.proposer, 'act', r.act, 'object', r.object, 'payload', r.payload, 'reason', r.reason,
        'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'compartment', r.compartment, 'people', r.people,
        'emergency', r.emergency, 'countersign_by', accounts_time(r.countersign_by), 'expires_at', accounts_time(r.expires_at),
        'at', accounts_time(r.at))$$, 'r.proposer');
SELECT accounts_make_row_say_entry('accounts_decision', $$'accounts.decided'$$, 'r.proposal_id',
    $$jsonb_build_object('proposal', r.proposal_id, 'decider', r.decider, 'verdict', r.verdict, 'standing_in_for', r.standing_in_for,
        'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'reason', r.reason, 'at', accounts_time(r.at))$$,
    'r.decider');
SELECT accounts_make_row_say_entry('accounts_client', $$'accounts.client'$$, 'r.public_id',
    $$jsonb_build_object('client', r.public_id, 'name', r.name, 'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id),
        'scopes', r.scopes, 'expires_at', accounts_time(r.expires_at), 'proposal', r.proposal)$$);
SELECT accounts_make_row_say_entry('accounts_readbatch', $$'accounts.reads'$$, $$'readlog'$$,
    $$jsonb_build_object('first', r.first, 'last', r.last, 'count', r.count, 'digest', r.digest)$$);

-- Agencies are projected from their acts.
CREATE FUNCTION accounts_agency_project() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
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

-- A proposal says truly how many people its act takes, and is an emergency only where the table allows one.
CREATE FUNCTION accounts_proposal_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE rule accounts_eyes;
BEGIN
    SELECT * INTO rule FROM accounts_eyes WHERE act = NEW.act;
    IF rule.act IS NULL OR rule.people <> NEW.people OR (NEW.emergency AND NOT rule.emergency)
       OR NEW.emergency <> (NEW.countersign_by IS NOT NULL) OR jsonb_typeof(NEW.payload) <> 'object' OR NEW.payload = '{}' THEN
        RAISE EXCEPTION 'ifar: % cannot be proposed like this', NEW.act USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_admit BEFORE INSERT ON accounts_proposal FOR EACH ROW EXECUTE FUNCTION accounts_proposal_admit();
ALTER TABLE accounts_proposal ENABLE ALWAYS TRIGGER a_admit;

-- Who holds one of some roles now: by a grant, or by standing in for somebody who is away.
CREATE FUNCTION accounts_holds(person text, roles text[]) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id
        WHERE u.public_id = person AND u.is_active AND g.role = ANY (roles) AND g.valid_from <= clock_timestamp()
          AND (g.valid_to IS NULL OR g.valid_to > clock_timestamp())
          AND NOT EXISTS (SELECT FROM accounts_grantend e WHERE e.grant_id = g.entry)
    ) OR EXISTS (
        SELECT FROM accounts_absence a JOIN accounts_user u ON u.id = a.stand_in_id
        WHERE u.public_id = person AND u.is_active AND a.role = ANY (roles)
          AND a.valid_from <= clock_timestamp() AND a.valid_to > clock_timestamp()
          AND NOT EXISTS (SELECT FROM accounts_absenceend e WHERE e.absence_id = a.entry)
    )
$$;

-- Who wrote an entry, and everybody for whom they stood in then at the office that they acted for: where an act takes another person, none of
-- these is one beside the other (`Actor.people`, `stand_ins.PEOPLE`).
CREATE FUNCTION accounts_people(written ledger_entry) RETURNS text[] LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT ARRAY[written.actor] || ARRAY(
        SELECT away.public_id::text FROM accounts_absence a JOIN accounts_user u ON u.id = a.stand_in_id
        JOIN accounts_user away ON away.id = a.user_id JOIN accounts_agency o ON o.id = a.agency_id
        WHERE u.public_id = written.actor AND o.public_id = written.agency
          AND a.valid_from <= written.recorded_at AND a.valid_to > written.recorded_at
          AND NOT EXISTS (SELECT FROM accounts_absenceend e WHERE e.absence_id = a.entry AND e.at <= written.recorded_at))
$$;

-- Who decides is never who proposed, holds a role that decides, and does not decide about a role of their own. The lock makes
-- decisions and execution of one proposal follow each other.
CREATE FUNCTION accounts_decision_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
    ELSIF NOT accounts_holds(NEW.decider, (SELECT deciders FROM accounts_eyes WHERE act = asked.act)) THEN
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
CREATE TRIGGER a_admit BEFORE INSERT ON accounts_decision FOR EACH ROW EXECUTE FUNCTION accounts_decision_admit();
ALTER TABLE accounts_decision ENABLE ALWAYS TRIGGER a_admit;

-- An act that takes several people enters the ledger only with a proposal that says the same and that the others approved.
-- What the proposal names must be said word for word; acts on rights say nothing besides.
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
    PERFORM pg_advisory_xact_lock(1767268723, hashtext(said ->> 'proposal'));
    SELECT * INTO asked FROM accounts_proposal WHERE public_id = said ->> 'proposal';
    IF asked.public_id IS NULL OR asked.act <> NEW.act OR asked.object <> NEW.object
       OR EXISTS (SELECT FROM jsonb_each(asked.payload) AS p WHERE said -> p.key IS DISTINCT FROM p.value)
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
CREATE TRIGGER c_eyes BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION accounts_entry_eyes();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER c_eyes;

-- A client's token is taken once and never changed; a revocation is final.
CREATE FUNCTION accounts_client_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.token_hash IS NOT NULL AND NEW.token_hash IS DISTINCT FROM OLD.token_hash)
       OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) THEN
        RAISE EXCEPTION 'ifar: a token is given once and a revocation is final' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON accounts_client FOR EACH ROW EXECUTE FUNCTION accounts_client_keep();
ALTER TABLE accounts_client ENABLE ALWAYS TRIGGER keep;

CREATE TABLE accounts_readlog (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    agency text NOT NULL,
    shift text NOT NULL,
    purpose text NOT NULL CHECK (purpose <> ''),
    "case" text NOT NULL,
    act text NOT NULL,
    object text NOT NULL,
    count integer NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX accounts_readlog_object ON accounts_readlog (object, id);
CREATE INDEX accounts_readlog_actor ON accounts_readlog (actor, id);
SELECT ledger_make_partitions('accounts_readlog', 4);

-- As with the ledger: writers share a lock, the batcher takes it alone for one max(id), so that no read is left out of a batch.
CREATE FUNCTION accounts_readlog_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1767268722, 2);
    RETURN NULL;
END $$;
CREATE TRIGGER a_lock BEFORE INSERT ON accounts_readlog FOR EACH STATEMENT EXECUTE FUNCTION accounts_readlog_lock();
ALTER TABLE accounts_readlog ENABLE ALWAYS TRIGGER a_lock;

SELECT ledger_make_insert_only(name::regclass) FROM unnest(ARRAY[
    'accounts_agencyact', 'accounts_useract', 'accounts_grant', 'accounts_grantend', 'accounts_absence', 'accounts_absenceend',
    'accounts_proposal', 'accounts_decision', 'accounts_execution', 'accounts_readlog', 'accounts_readbatch']) AS name;
