-- What holders wrote and sent, the name of their account, what cases, exhibits and their custody tell of people, and why somebody proposed or
-- decided is kept under a hold like everything else that is known of a party or of a firearm it ever held. A function and a trigger of their own, beside those of parties and of likenesses.
-- By its own hand: an erasure cannot be undone, and one at once with a hold waits for it: what holders sent, and what cases tell of people.
CREATE OR REPLACE FUNCTION retention_elsewhere_free() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268722, 5);
    IF EXISTS (
        WITH RECURSIVE about AS (
            SELECT r.party AS subject FROM portal_report r WHERE r.entry = NEW.entry
            UNION SELECT r.party FROM portal_answer a JOIN portal_report r ON r.entry = a.report_id WHERE a.entry = NEW.entry
            UNION SELECT a.applicant FROM portal_document d JOIN licensing_application a ON a.public_id = d.application WHERE d.entry = NEW.entry
            UNION SELECT b.party FROM accounts_useract u JOIN portal_binding b ON b."user" = u."user" AND b.relation = 'self' WHERE u.entry = NEW.entry
            UNION SELECT unnest(ARRAY[b.party, f.public_id]) FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id
                JOIN ledger_entry l ON l.entry = e.id LEFT JOIN portal_binding b ON b."user" = l.actor AND b.relation = 'self' WHERE e.id = NEW.entry
            UNION SELECT p.party FROM recoveries_event e JOIN recoveries_case c ON c.public_id = e.subject JOIN recoveries_person p ON p.case_id = c.id
                WHERE e.id = NEW.entry AND p.party <> '' AND (p.entry = e.id OR NEW.field = 'narrative')
            UNION SELECT i.firearm FROM recoveries_event e JOIN recoveries_item i ON i.public_id = e.subject WHERE e.id = NEW.entry
            UNION SELECT i.firearm FROM recoveries_custodyevent e JOIN recoveries_item i ON i.public_id = e.subject WHERE e.id = NEW.entry
            UNION SELECT q.object FROM accounts_proposal q WHERE q.entry = NEW.entry
            UNION SELECT q.object FROM accounts_decision d JOIN accounts_proposal q ON q.public_id = d.proposal_id WHERE d.entry = NEW.entry
            UNION SELECT unnest(ARRAY[o.public_id, y.public_id]) FROM registry_duplicatedecision d JOIN registry_duplicate k ON k.id = d.duplicate_id
                JOIN registry_firearm o ON o.id = k.older_id JOIN registry_firearm y ON y.id = k.newer_id WHERE d.entry = NEW.entry
        ), up AS (
            SELECT p.public_id, p.merged_into FROM about a JOIN parties_party p ON p.public_id = a.subject
            UNION SELECT p.public_id, p.merged_into FROM up JOIN parties_party p ON p.public_id = up.merged_into
        ), whole AS (
            SELECT public_id FROM up
            UNION SELECT p.public_id FROM whole JOIN parties_party p ON p.merged_into = whole.public_id AND p.merged_into <> ''
        ), things AS (
            SELECT subject AS public_id FROM about
            UNION SELECT public_id FROM whole
            UNION SELECT f.public_id FROM whole w JOIN registry_holding h ON h.holder = w.public_id JOIN registry_firearm f ON f.id = h.firearm_id
        )
        SELECT FROM retention_hold h JOIN things t ON t.public_id = h.object
        WHERE coalesce(h.until, 'infinity') >= (statement_timestamp() AT TIME ZONE 'UTC')::date AND h.state = 'standing') THEN
        RAISE EXCEPTION 'ifar: a legal hold stands against the erasure %', NEW.erasure USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
