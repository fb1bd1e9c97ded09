-- A photo or a signature is kept under a hold like everything else that is known of a party or of a firearm it ever held. A function and a
-- trigger of their own: what the other one asks for stands where it stands.
-- By its own hand: an erasure cannot be undone, and one at once with a hold waits for it: a person's picture and signature.
CREATE OR REPLACE FUNCTION retention_likeness_free() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268722, 5);
    IF EXISTS (
        WITH RECURSIVE about AS (
            SELECT e.changes ->> 'party' AS subject FROM cashier_event e WHERE e.id = NEW.entry AND e.record_type = 'likeness'
        ), up AS (
            SELECT p.public_id, p.merged_into FROM about a JOIN parties_party p ON p.public_id = a.subject
            UNION SELECT p.public_id, p.merged_into FROM up JOIN parties_party p ON p.public_id = up.merged_into
        ), whole AS (
            SELECT public_id FROM up
            UNION SELECT p.public_id FROM whole JOIN parties_party p ON p.merged_into = whole.public_id AND p.merged_into <> ''
        ), things AS (
            SELECT public_id FROM whole
            UNION SELECT f.public_id FROM whole w JOIN registry_holding h ON h.holder = w.public_id JOIN registry_firearm f ON f.id = h.firearm_id
        )
        SELECT FROM retention_hold h JOIN things t ON t.public_id = h.object
        WHERE coalesce(h.until, 'infinity') >= (statement_timestamp() AT TIME ZONE 'UTC')::date AND h.state = 'standing') THEN
        RAISE EXCEPTION 'ifar: a legal hold stands against the erasure %', NEW.erasure USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
