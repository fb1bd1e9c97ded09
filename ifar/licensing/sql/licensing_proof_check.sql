-- What proves that firearms left a holder: events of firearms that were the holder's, papers about them or for the holder; for somebody who
-- kept nothing, that nothing of theirs moved since. Each arm that lay with the holder when the removal was opened is proved on its own.
-- By its own hand: once a removal is cleared nobody looks for the holder's arms any more.
CREATE OR REPLACE FUNCTION licensing_proof_check(gone licensing_removal) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    whose CONSTANT text[] := licensing_records(gone.holder);
    one text;
BEGIN
    IF gone.way = 'none_held' THEN
        IF gone.proof <> '' OR EXISTS (
           SELECT FROM registry_holding h JOIN registry_event e ON e.firearm_id = h.firearm_id JOIN ledger_entry l ON l.entry = e.id
           WHERE h.holder = ANY (whose) AND l.id > (SELECT o.id FROM licensing_event v JOIN ledger_entry o ON o.entry = v.id
                                                    WHERE v.subject = gone.public_id AND v.n = 1)) THEN
            RETURN 'firearms of the holder moved';
        END IF;
        RETURN NULL;
    ELSIF gone.proof = '' THEN
        RETURN 'nothing proves it';
    END IF;
    FOREACH one IN ARRAY string_to_array(gone.proof, ' ') LOOP
        IF NOT (EXISTS (SELECT FROM registry_firearm f JOIN registry_event e ON e.firearm_id = f.id JOIN registry_holding h ON h.firearm_id = f.id
                        WHERE f.public_id = split_part(one, '/', 1) AND one = f.public_id || '/' || e.n AND h.holder = ANY (whose))
                OR EXISTS (SELECT FROM documents_paper p WHERE p.public_id = one
                           AND (p.holder = ANY (whose) OR EXISTS (SELECT FROM registry_firearm f JOIN registry_holding h ON h.firearm_id = f.id
                                                                  WHERE f.public_id = p.about AND h.holder = ANY (whose))))) THEN
            RETURN one || ' proves nothing of this holder';
        END IF;
    END LOOP;
    SELECT h.had INTO one FROM licensing_had(gone.public_id, gone.holder) AS h (had)
    WHERE NOT EXISTS (SELECT FROM unnest(string_to_array(gone.proof, ' ')) AS p (said) WHERE split_part(p.said, '/', 1) = h.had
                      OR EXISTS (SELECT FROM documents_paper a WHERE a.public_id = p.said AND a.about = h.had)) LIMIT 1;
    IF one IS NOT NULL THEN
        RETURN 'nothing proves where ' || one || ' went';
    END IF;
    RETURN NULL;
END $$;
