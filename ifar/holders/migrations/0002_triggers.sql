-- An account stands for a party, or no longer; a holder reports, an officer answers: each row says what its entry says.
SELECT accounts_make_row_say_entry('holders_binding', $$'holders.bound'$$, 'r."user"',
    $$jsonb_build_object('user', r."user", 'party', r.party, 'relation', r.relation, 'seen', r.seen,
        'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'at', accounts_time(r.at))$$, 'r.officer');
SELECT accounts_make_row_say_entry('holders_bindingend', $$'holders.unbound'$$,
    '(SELECT b."user" FROM holders_binding b WHERE b.entry = r.binding_id)',
    $$jsonb_build_object('binding', r.binding_id, 'ground', r.ground, 'at', accounts_time(r.at))$$, 'r.officer');
SELECT accounts_make_row_say_entry('holders_report', $$'holders.reported'$$, 'r.party',
    $$jsonb_build_object('user', r."user", 'party', r.party, 'kind', r.kind, 'details', r.details,
        'agency', (SELECT public_id FROM accounts_agency WHERE id = r.agency_id), 'due_on', r.due_on, 'at', accounts_time(r.at))$$, 'r."user"');
SELECT accounts_make_row_say_entry('holders_answer', $$'holders.answered'$$,
    '(SELECT s.party FROM holders_report s WHERE s.entry = r.report_id)',
    $$jsonb_build_object('report', r.report_id, 'verdict', r.verdict, 'at', accounts_time(r.at))$$, 'r.officer');
SELECT accounts_make_row_say_entry('holders_document', $$'holders.document'$$, 'r.application',
    $$jsonb_build_object('application', r.application, 'item', r.item, 'sha256', r.file_id, 'at', accounts_time(r.at))$$, 'r."user"');

-- Who stands for a party: bound, not ended, and the party lives.
CREATE FUNCTION holders_stands_for(person text, one text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM holders_binding b JOIN accounts_user u ON u.public_id = b."user"
        WHERE b."user" = person AND u.is_active AND NOT EXISTS (SELECT FROM holders_bindingend e WHERE e.binding_id = b.entry)
          AND one = ANY (licensing_records(b.party))
          AND EXISTS (SELECT FROM parties_party p WHERE p.public_id = ANY (licensing_records(b.party)) AND p.merged_into = '' AND p.status = 'active'))
$$;

-- Whoever binds holds a desk's role, binds somebody else, and no officer: an office's rights and a holder's never meet in one account.
-- A person has one account of their own, and an account is one person's own. Locks on the party and on the account make two bindings, or
-- a binding and a role, of the same moment wait for each other.
CREATE FUNCTION holders_binding_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268728, hashtext(NEW.party));
    PERFORM pg_advisory_xact_lock(1767268728, hashtext(NEW."user"));
    IF NOT accounts_holds(NEW.officer, ARRAY['licensing_clerk', 'licensing_head']) OR NEW.officer = NEW."user"
       OR NOT EXISTS (SELECT FROM accounts_user u WHERE u.public_id = NEW."user")
       OR EXISTS (SELECT FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id WHERE u.public_id = NEW."user")
       OR EXISTS (SELECT FROM accounts_absence a JOIN accounts_user u ON u.id = a.stand_in_id WHERE u.public_id = NEW."user")
       OR NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = NEW.party AND p.compartment = 'civilian' AND p.merged_into = ''
                      AND p.status = 'active' AND (p.kind = 'person' OR NEW.relation = 'acts_for')) THEN
        RAISE EXCEPTION 'ifar: % cannot stand for %', NEW."user", NEW.party USING ERRCODE = 'check_violation';
    ELSIF NEW.relation = 'self' AND EXISTS (
        SELECT FROM holders_binding b WHERE b.relation = 'self' AND NOT EXISTS (SELECT FROM holders_bindingend e WHERE e.binding_id = b.entry)
        AND (b.party = ANY (licensing_records(NEW.party)) OR b."user" = NEW."user")) THEN
        RAISE EXCEPTION 'ifar: % has an account already, or % is another person''s', NEW.party, NEW."user" USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_admit BEFORE INSERT ON holders_binding FOR EACH ROW EXECUTE FUNCTION holders_binding_admit();
ALTER TABLE holders_binding ENABLE ALWAYS TRIGGER c_admit;

-- Two records of one person are joined while at most one of them has an account of its own: else one person would have two.
CREATE FUNCTION holders_join_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE other text := NEW.changes ->> 'merged_into';
BEGIN
    PERFORM pg_advisory_xact_lock(1767268728, hashtext(least(NEW.party, other)));
    PERFORM pg_advisory_xact_lock(1767268728, hashtext(greatest(NEW.party, other)));
    IF holders_has_own(NEW.party) AND holders_has_own(other) THEN
        RAISE EXCEPTION 'ifar: % and % have an account each', NEW.party, other USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION holders_has_own(one text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM holders_binding b WHERE b.relation = 'self' AND b.party = ANY (licensing_records(one))
                   AND NOT EXISTS (SELECT FROM holders_bindingend e WHERE e.binding_id = b.entry))
$$;
CREATE TRIGGER a_accounts BEFORE INSERT ON parties_event FOR EACH ROW WHEN (NEW.kind = 'merged') EXECUTE FUNCTION holders_join_admit();
ALTER TABLE parties_event ENABLE ALWAYS TRIGGER a_accounts;

-- No office gives a holder's account a role, nor has it stand in for an officer, and no office gives the role of a holder: that one comes
-- with a binding.
CREATE FUNCTION holders_refuse_office() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE person text := (SELECT public_id FROM accounts_user WHERE id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint);
BEGIN
    PERFORM pg_advisory_xact_lock(1767268728, hashtext(person));
    IF NEW.role = 'holder' OR EXISTS (SELECT FROM holders_binding b WHERE b."user" = person) THEN
        RAISE EXCEPTION 'ifar: no office gives % to %', NEW.role, person USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER d_holder BEFORE INSERT ON accounts_grant FOR EACH ROW EXECUTE FUNCTION holders_refuse_office('user_id');
ALTER TABLE accounts_grant ENABLE ALWAYS TRIGGER d_holder;
CREATE TRIGGER d_holder BEFORE INSERT ON accounts_absence FOR EACH ROW EXECUTE FUNCTION holders_refuse_office('stand_in_id');
ALTER TABLE accounts_absence ENABLE ALWAYS TRIGGER d_holder;

-- Whoever may bind may end it.
CREATE FUNCTION holders_bindingend_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT accounts_holds(NEW.officer, ARRAY['licensing_clerk', 'licensing_head']) THEN
        RAISE EXCEPTION 'ifar: % cannot end an account', NEW.officer USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_admit BEFORE INSERT ON holders_bindingend FOR EACH ROW EXECUTE FUNCTION holders_bindingend_admit();
ALTER TABLE holders_bindingend ENABLE ALWAYS TRIGGER c_admit;

-- A holder reports for whom they stand, and answers nothing.
CREATE FUNCTION holders_report_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT holders_stands_for(NEW."user", NEW.party) THEN
        RAISE EXCEPTION 'ifar: % does not stand for %', NEW."user", NEW.party USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_admit BEFORE INSERT ON holders_report FOR EACH ROW EXECUTE FUNCTION holders_report_admit();
ALTER TABLE holders_report ENABLE ALWAYS TRIGGER c_admit;

CREATE FUNCTION holders_answer_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT accounts_holds(NEW.officer, ARRAY['licensing_clerk', 'licensing_head']) THEN
        RAISE EXCEPTION 'ifar: % cannot answer a report', NEW.officer USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_admit BEFORE INSERT ON holders_answer FOR EACH ROW EXECUTE FUNCTION holders_answer_admit();
ALTER TABLE holders_answer ENABLE ALWAYS TRIGGER c_admit;

CREATE FUNCTION holders_document_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM licensing_application a WHERE a.public_id = NEW.application AND holders_stands_for(NEW."user", a.applicant))
       OR NOT EXISTS (SELECT FROM files_deposit d WHERE d.id = NEW.deposit_id AND d.file_id = NEW.file_id AND d.actor = NEW."user") THEN
        RAISE EXCEPTION 'ifar: % sends no document to %', NEW."user", NEW.application USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_admit BEFORE INSERT ON holders_document FOR EACH ROW EXECUTE FUNCTION holders_document_admit();
ALTER TABLE holders_document ENABLE ALWAYS TRIGGER c_admit;

-- Where a holder lost something is often where they live: it never stands in the clear log.
CREATE FUNCTION holders_loss_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_entry l JOIN holders_binding b ON b."user" = l.actor WHERE l.entry = NEW.id) THEN
        RAISE EXCEPTION 'ifar: where a holder lost something stands apart from the log' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER d_holders BEFORE INSERT ON registry_event FOR EACH ROW WHEN (NEW.kind IN ('lost', 'stolen') AND NEW.place <> '')
    EXECUTE FUNCTION holders_loss_admit();
ALTER TABLE registry_event ENABLE ALWAYS TRIGGER d_holders;

SELECT ledger_make_insert_only(name::regclass)
FROM unnest(ARRAY['holders_binding', 'holders_bindingend', 'holders_report', 'holders_answer', 'holders_document']) AS name;
