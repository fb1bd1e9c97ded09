-- Personal values stand beside the entries of papers, bars and licensing too: a hold keeps them like a party's own, whichever entry the
-- erasure names. A paper is kept under a hold on its holder or on the firearm that it is about, an offer under one on its firearm.
-- By its own hand: an erasure cannot be undone, and one at once with a hold waits for it: what parties, papers and licences say of a person.
CREATE OR REPLACE FUNCTION retention_erasure_free() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268722, 5);
    IF EXISTS (
        WITH RECURSIVE about AS (
            SELECT e.subject FROM parties_event e WHERE e.id = NEW.entry
            UNION SELECT b.party FROM parties_event a JOIN parties_bar b ON b.public_id = a.subject WHERE a.id = NEW.entry
            UNION SELECT unnest(ARRAY[e.changes ->> 'holder', e.changes ->> 'about', p.holder, p.about])
                FROM documents_event e LEFT JOIN documents_paper p ON p.public_id = e.subject WHERE e.id = NEW.entry
            UNION SELECT s.subject FROM licensing_event e CROSS JOIN LATERAL (
                SELECT l.applicant FROM licensing_application l WHERE l.public_id = e.subject
                UNION ALL SELECT l.holder FROM licensing_licence l WHERE l.public_id = e.subject
                UNION ALL SELECT l.party FROM licensing_notice l WHERE l.public_id = e.subject
                UNION ALL SELECT l.holder FROM licensing_removal l WHERE l.public_id = e.subject
                UNION ALL SELECT unnest(ARRAY[l.seller, l.buyer, l.firearm]) FROM licensing_offer l WHERE l.public_id = e.subject
            ) AS s(subject) WHERE e.id = NEW.entry
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
