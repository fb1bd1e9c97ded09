-- A hold and its end say what their entries say; neither is changed or removed, and whoever ordered a hold lifts it.
SELECT accounts_make_row_say_entry('retention_hold', $$'retention.held'$$, 'r.public_id',
    $$jsonb_build_object('hold', r.public_id, 'object', r.object, 'case', r."case", 'ground', r.ground, 'until', r.until,
        'compartment', r.compartment, 'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'at', accounts_time(r.at))$$,
    'r.placer');
SELECT accounts_make_row_say_entry('retention_holdend', $$'retention.lifted'$$,
    '(SELECT h.public_id FROM retention_hold h WHERE h.entry = r.hold_id)',
    $$jsonb_build_object('hold', (SELECT h.public_id FROM retention_hold h WHERE h.entry = r.hold_id), 'ground', r.ground,
        'proposal', r.proposal, 'at', accounts_time(r.at))$$);

-- A hold is lifted by those who ordered it: the office of whoever proposed the lifting is the office of the hold.
CREATE FUNCTION retention_holdend_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM retention_hold h JOIN accounts_proposal p ON p.public_id = NEW.proposal
        WHERE h.entry = NEW.hold_id AND p.object = h.public_id AND p.agency_id = h.agency_id) THEN
        RAISE EXCEPTION 'ifar: the hold of % is lifted by another office', NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_admit BEFORE INSERT ON retention_holdend FOR EACH ROW EXECUTE FUNCTION retention_holdend_admit();
ALTER TABLE retention_holdend ENABLE ALWAYS TRIGGER c_admit;

-- A hold and an erasure wait for each other: neither slips past the other while it is not committed yet.
CREATE FUNCTION retention_hold_lock() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268722, 5);
    RETURN NEW;
END $$;
CREATE TRIGGER a_lock BEFORE INSERT ON retention_hold FOR EACH ROW EXECUTE FUNCTION retention_hold_lock();
ALTER TABLE retention_hold ENABLE ALWAYS TRIGGER a_lock;

SELECT ledger_make_insert_only(name::regclass) FROM unnest(ARRAY['retention_hold', 'retention_holdend']) AS name;

-- Nothing is erased under a hold, by whatever way the runtime role came to it: neither on the party, nor on a firearm it ever held,
-- under any record that was joined to it.
CREATE FUNCTION retention_erasure_free() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268722, 5);
    IF EXISTS (
        WITH RECURSIVE up AS (
            SELECT p.public_id, p.merged_into FROM parties_party p JOIN parties_event e ON e.party = p.public_id WHERE e.id = NEW.entry
            UNION SELECT p.public_id, p.merged_into FROM up JOIN parties_party p ON p.public_id = up.merged_into
        ), whole AS (
            SELECT public_id FROM up
            UNION SELECT p.public_id FROM whole JOIN parties_party p ON p.merged_into = whole.public_id AND p.merged_into <> ''
        ), things AS (
            SELECT public_id FROM whole
            UNION SELECT f.public_id FROM whole w JOIN registry_holding h ON h.holder = w.public_id JOIN registry_firearm f ON f.id = h.firearm_id
        )
        SELECT FROM retention_hold h JOIN things t ON t.public_id = h.object
        WHERE coalesce(h.until, 'infinity') >= (statement_timestamp() AT TIME ZONE 'UTC')::date
          AND NOT EXISTS (SELECT FROM retention_holdend x WHERE x.hold_id = h.entry)) THEN
        RAISE EXCEPTION 'ifar: a legal hold stands against the erasure %', NEW.erasure USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_free BEFORE INSERT ON ledger_erasure FOR EACH ROW EXECUTE FUNCTION retention_erasure_free();
ALTER TABLE ledger_erasure ENABLE ALWAYS TRIGGER a_free;
