-- Who keeps the record of what was sold, and what a trader's book says (`registry/keeping.py`): a maker or dealer keeps the record of its
-- first stock alone. With the first sale or registration, and when it is lost, taken or ended, an authority does, and for good.

-- The licensing authority over an office: the nearest above it, else the topmost of all; null where there is none.
CREATE FUNCTION registry_authority_over(office bigint) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH RECURSIVE chain AS (
        SELECT a.id, a.parent_id, 0 AS up FROM accounts_agency a WHERE a.id = office
        UNION ALL SELECT a.id, a.parent_id, c.up + 1 FROM chain c JOIN accounts_agency a ON a.id = c.parent_id WHERE c.up < 100
    )
    SELECT a.public_id FROM accounts_agency a LEFT JOIN chain c ON c.id = a.id
    WHERE a.kind = 'licensing_authority' AND NOT a.closed ORDER BY c.up, a.parent_id IS NOT NULL, a.id LIMIT 1
$$;

CREATE FUNCTION registry_is_trader(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT kind IN ('maker', 'dealer', 'proof_house')
$$;

CREATE FUNCTION registry_is_first_stock(legal text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT legal IN ('in_manufacture', 'proof_passed', 'lawful', 'blocked', 'export_licensed', 'temporary_export')
$$;

CREATE FUNCTION registry_is_in_a_book(legal text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT registry_is_first_stock(legal) OR legal IN ('temporary_import', 'transit', 'in_estate', 'possession_revoked', 'ended')
$$;

-- Records that were just opened: none is kept by a trader but that of its own first stock. Their lines in the books of traders.
CREATE FUNCTION registry_firearm_enter() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE wrong text;
BEGIN
    SELECT f.public_id INTO wrong FROM arrived f JOIN accounts_agency a ON a.id = f.agency_id AND registry_is_trader(a.kind)
    WHERE NOT (f.owner = a.public_id AND registry_is_first_stock(f.legal)
               AND (SELECT e.kind FROM registry_event e WHERE e.id = f.last_event) <> 'registered')
      AND registry_authority_over(a.id) IS NOT NULL LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: the record of % is kept by a trader whose first stock it is not', wrong USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO registry_bookline (firearm_id, holder, since)
    SELECT DISTINCT f.id, a.public_id, f.n FROM arrived f CROSS JOIN LATERAL (VALUES (f.owner), (f.custodian)) AS h (holder)
    JOIN accounts_agency a ON a.public_id = h.holder AND registry_is_trader(a.kind)
    WHERE h.holder LIKE 'A%' AND registry_is_in_a_book(f.legal);
    RETURN NULL;
END $$;
CREATE TRIGGER enter AFTER INSERT ON registry_firearm REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION registry_firearm_enter();
ALTER TABLE registry_firearm ENABLE ALWAYS TRIGGER enter;

-- An event that moved ownership, custody or legal status: the record passes where it must and nowhere else, and the books follow.
CREATE FUNCTION registry_firearm_pass() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    keeper accounts_agency;
    becomes text;
BEGIN
    SELECT * INTO keeper FROM accounts_agency WHERE id = OLD.agency_id;
    becomes := keeper.public_id;
    IF registry_is_trader(keeper.kind) AND NOT (NEW.owner = keeper.public_id AND registry_is_first_stock(NEW.legal)) THEN
        becomes := coalesce(registry_authority_over(keeper.id), becomes);
    END IF;
    IF becomes IS DISTINCT FROM (SELECT a.public_id FROM accounts_agency a WHERE a.id = NEW.agency_id) THEN
        RAISE EXCEPTION 'ifar: the record of % is kept by % after this event', NEW.public_id, becomes USING ERRCODE = 'check_violation';
    END IF;
    UPDATE registry_bookline b SET until = NEW.n WHERE b.firearm_id = NEW.id AND b.until IS NULL
        AND NOT (registry_is_in_a_book(NEW.legal) AND b.holder IN (NEW.owner, NEW.custodian));
    INSERT INTO registry_bookline (firearm_id, holder, since)
    SELECT DISTINCT NEW.id, a.public_id, NEW.n FROM (VALUES (NEW.owner), (NEW.custodian)) AS h (holder)
    JOIN accounts_agency a ON a.public_id = h.holder AND registry_is_trader(a.kind)
    WHERE h.holder LIKE 'A%' AND registry_is_in_a_book(NEW.legal)
      AND NOT EXISTS (SELECT FROM registry_bookline b WHERE b.firearm_id = NEW.id AND b.holder = h.holder AND b.until IS NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER pass AFTER UPDATE OF owner, custodian, legal, agency_id ON registry_firearm FOR EACH ROW
    WHEN (OLD.owner <> NEW.owner OR OLD.custodian <> NEW.custodian OR OLD.legal <> NEW.legal OR OLD.agency_id <> NEW.agency_id)
    EXECUTE FUNCTION registry_firearm_pass();
ALTER TABLE registry_firearm ENABLE ALWAYS TRIGGER pass;

DO $$
DECLARE name CONSTANT regclass := 'registry_bookline';
BEGIN
    EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW WHEN (pg_trigger_depth() = 0) '
                   'EXECUTE FUNCTION registry_state_keep()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
END $$;

-- Projects an event that is not a firearm's first; false where the firearm is not there yet. The hot path of the register.
-- The firearm is not locked before it is written: where somebody else was quicker, its number is not the one before any more.
-- The entry is a row of moments ago: to say so leaves out the partitions that cannot hold it.
CREATE OR REPLACE FUNCTION registry_event_follow(e registry_event) RETURNS boolean LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    c CONSTANT jsonb := e.changes;
    latest CONSTANT bigint := pg_sequence_last_value('ledger_entry_id_seq');
BEGIN
    UPDATE registry_firearm f SET
        state = s.state, ownership = s.ownership, custody = s.custody, legal = s.legal, physical = s.physical,
        -- What is set to null is no answer: the column refuses it. (A state or a fact that is null has no name.)
        owner = CASE WHEN c ? 'owner' THEN c ->> 'owner' ELSE f.owner END,
        custodian = CASE WHEN c ? 'custodian' THEN c ->> 'custodian' ELSE f.custodian END,
        ownership_event = CASE WHEN c ?| '{ownership,owner}' THEN e.id ELSE f.ownership_event END,
        custody_event = CASE WHEN c ?| '{custody,custodian}' THEN e.id ELSE f.custody_event END,
        legal_event = CASE WHEN c ? 'legal' THEN e.id ELSE f.legal_event END,
        physical_event = CASE WHEN c ? 'physical' THEN e.id ELSE f.physical_event END,
        agency_id = CASE WHEN c ? 'agency' THEN (SELECT a.id FROM accounts_agency a WHERE a.public_id = c ->> 'agency') ELSE f.agency_id END,
        n = e.n, last_event = e.id
    FROM ledger_entry l, registry_allowance r, registry_statefacts s
    WHERE f.id = e.firearm_id AND f.n = e.n - 1
      AND l.entry = e.id AND l.id > latest - 1000000 AND l.id <= latest AND l.previous = f.last_event AND l.object = f.public_id
      AND l.schema = e.schema AND l.act = 'registry.' || e.kind
      AND convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' = registry_event_payload(e)
      AND s.state = CASE WHEN c ? 'state' THEN c ->> 'state' ELSE f.state END
      AND s.ownership = CASE WHEN c ? 'ownership' THEN c ->> 'ownership' ELSE f.ownership END
      AND s.custody = CASE WHEN c ? 'custody' THEN c ->> 'custody' ELSE f.custody END
      AND s.legal = CASE WHEN c ? 'legal' THEN c ->> 'legal' ELSE f.legal END
      AND s.physical = CASE WHEN c ? 'physical' THEN c ->> 'physical' ELSE f.physical END
      AND r.kind = e.kind AND c - r.columns = '{}' AND (f.merged_into = '' OR r.when_merged)
      AND (r.becomes IS NULL OR r.becomes -> f.state ? s.state)
      AND (NOT c ? 'ownership' OR r.facts -> 'ownership' ? s.ownership) AND (NOT c ? 'custody' OR r.facts -> 'custody' ? s.custody)
      AND (NOT c ? 'legal' OR r.facts -> 'legal' ? s.legal) AND (NOT c ? 'physical' OR r.facts -> 'physical' ? s.physical);
    IF NOT FOUND THEN
        RETURN registry_event_refuse(e);
    END IF;
    IF c ?| '{owner,custodian}' THEN
        INSERT INTO registry_holding (firearm_id, holder, fact, event)
        SELECT e.firearm_id, h.holder, h.fact, e.id
        FROM (VALUES (c ->> 'owner', 'ownership'), (c ->> 'custodian', 'custody')) AS h (holder, fact)
        WHERE h.holder <> '' ON CONFLICT DO NOTHING;
    END IF;
    IF c ? 'owner' AND e.kind <> 'annulled' THEN
        UPDATE registry_licenceuse SET ended_by = e.id
        WHERE firearm_id = e.firearm_id AND ended_by IS NULL AND NOT void AND holder <> c ->> 'owner';
    END IF;
    IF e.details ? 'licence' OR e.kind = 'annulled' THEN
        PERFORM registry_event_use(e);
    END IF;
    IF c - '{state,ownership,owner,custody,custodian,legal,physical,agency}'::text[] <> '{}' THEN
        PERFORM registry_event_tell(e);
    END IF;
    RETURN true;
END $$;
