-- What may be owed for a thing with an identifier, before the table of fees is asked: by whom, of which kind, for which act, by the rules of which day
-- (null: today's), and since which place in the log a payment counts; nothing once it ended. Of a licence, for the act that is said; of others the record says the act.
CREATE OR REPLACE FUNCTION cashier_charged(thing text, of_act text)
RETURNS TABLE (payer text, kind text, holder text, act text, on_day date, since bigint)
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT a.applicant::text, a.kind::text, a.applicant_kind::text,
        CASE a.purpose WHEN 'renewal' THEN 'renewal' ELSE 'application' END, a.submitted_on, 0::bigint
    FROM licensing_application a WHERE a.public_id = thing
      AND a.state IN ('draft', 'submitted', 'examination', 'waiting', 'advised', 'appealed', 'granted');
    RETURN QUERY SELECT l.holder::text, l.kind::text, l.holder_kind::text, of_act, NULL::date, 0::bigint
    FROM licensing_licence l WHERE l.public_id = thing
      AND of_act NOT IN ('application', 'renewal', 'transfer', 'transfer_amendment', 'transfer_extension');
    RETURN QUERY SELECT a.applicant::text, a.kind::text, p.kind::text, 'transfer', a.applied_on, 0::bigint
    FROM trade_authorisation a JOIN parties_party p ON p.public_id = a.applicant
    WHERE a.public_id = thing AND a.state NOT IN ('refused', 'withdrawn', 'revoked');
    RETURN QUERY SELECT a.applicant::text, a.kind::text, p.kind::text, 'transfer_' || a.request, a.requested_on, (
        SELECT max(l.id) FROM trade_event e JOIN ledger_entry l ON l.entry = e.id
        WHERE e.record_type = 'authorisation' AND e.subject = thing AND e.kind = 'requested')
    FROM trade_authorisation a JOIN parties_party p ON p.public_id = a.applicant
    WHERE a.public_id = thing AND a.request <> '' AND a.state NOT IN ('refused', 'withdrawn', 'revoked');
END $$;
