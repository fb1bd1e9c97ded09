-- The firearms that lay with a holder, under any of its records, when a removal was opened: each of them has to be accounted for.
CREATE OR REPLACE FUNCTION licensing_had(removal text, holder text) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT f.public_id FROM registry_firearm f
    WHERE f.id IN (SELECT h.firearm_id FROM registry_holding h WHERE h.holder = ANY (licensing_records($2)) AND h.fact = 'custody')
      AND (SELECT e.changes ->> 'custodian' FROM registry_event e JOIN ledger_entry l ON l.entry = e.id
           WHERE e.firearm_id = f.id AND e.changes ? 'custodian'
             AND l.id < (SELECT o.id FROM licensing_event v JOIN ledger_entry o ON o.entry = v.id WHERE v.subject = $1 AND v.n = 1)
           ORDER BY e.n DESC LIMIT 1) = ANY (licensing_records($2))
    ORDER BY 1
$$;
