-- Everybody who wrote, proposed or approved something of an application, or of a licence and the applications from which it came.
CREATE OR REPLACE FUNCTION oversight_took_part(of_object text) RETURNS text[]
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT one), '{}') FROM licensing_event e JOIN ledger_entry l ON l.entry = e.id
    LEFT JOIN accounts_proposal q ON q.public_id = e.proposal AND e.proposal <> ''
    CROSS JOIN LATERAL unnest(ARRAY[l.actor::text, q.proposer] || accounts_answered(e.proposal)) AS one
    WHERE one LIKE 'U%' AND e.subject IN (
        SELECT of_object UNION SELECT g.details ->> 'application' FROM licensing_event g WHERE g.subject = of_object AND g.record_type = 'licence' AND g.details ? 'application')
$$;
