-- What follows from a bar: the name of whom it bars is looked for among the barred. What follows from what is recorded of a party: an address has its
-- place among the others, and what a correction replaces stays a search key, by the entry that said it: it hides nobody.
CREATE OR REPLACE FUNCTION parties_after(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    told CONSTANT jsonb := e.details -> 'address';
    since CONSTANT date := told ->> 'valid_from';
    key bigint;
BEGIN
    IF e.record_type = 'bar' THEN
        IF e.kind = 'entered' THEN
            UPDATE parties_namekey SET barred = true
            WHERE party_id = (SELECT p.id FROM parties_party p WHERE p.public_id = is_now ->> 'party') AND NOT barred;
        END IF;
        RETURN;
    END IF;
    IF e.kind = 'corrected' THEN
        key := was ->> 'id';
        INSERT INTO parties_formerkey (party_id, entry, field, folded, numbers)
        SELECT key, said.entry, f.field,
               CASE f.field WHEN 'name' THEN coalesce((SELECT folded FROM parties_namekey WHERE party_id = key), '') ELSE '' END,
               CASE f.field WHEN 'identity_numbers' THEN parties_identity_keys(was -> 'identity_numbers', '')
                            WHEN 'registration' THEN parties_identity_keys(NULL, was ->> 'registration') ELSE '{}' END
        FROM unnest(ARRAY['name', 'identity_numbers', 'registration']) AS f(field)
        CROSS JOIN LATERAL (SELECT o.id AS entry FROM parties_event o JOIN ledger_entry l ON l.entry = o.id
                            WHERE o.record_type = 'party' AND o.subject = e.subject AND o.n < e.n AND (l.commitments ? f.field OR o.changes ? f.field)
                            ORDER BY o.n DESC LIMIT 1) AS said
        WHERE (personal ? f.field OR e.changes ? f.field) AND coalesce(was ->> f.field, '') <> '';
    END IF;
    IF told IS NOT NULL THEN
        SELECT id INTO key FROM parties_party WHERE public_id = e.subject;
        -- Each address ends where the next one begins, also when an earlier one is told later.
        IF was IS NOT NULL THEN
            UPDATE parties_address SET valid_to = since
            WHERE party_id = key AND (valid_from IS NULL OR valid_from <= since) AND (valid_to IS NULL OR valid_to > since);
        END IF;
        INSERT INTO parties_address (event, party_id, country, area, lines, valid_from, valid_to)
        VALUES (e.id, key, told ->> 'country', coalesce(told ->> 'area', ''), personal -> 'address', since,
                (SELECT min(valid_from) FROM parties_address WHERE party_id = key AND (since IS NULL OR valid_from > since)));
    END IF;
END $$;
