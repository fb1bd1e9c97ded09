-- The rule by which something is owed by a payer, or null: a fee of an application by the day on which it was handed in.
CREATE OR REPLACE FUNCTION cashier_owed(payment jsonb) RETURNS reference_feerule
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT cashier_due(CASE a.purpose WHEN 'renewal' THEN 'renewal' ELSE 'application' END, a.kind, a.applicant_kind,
                       coalesce(a.submitted_on, (payment ->> 'paid_on')::date))
    FROM licensing_application a WHERE a.public_id = payment ->> 'about' AND a.applicant = payment ->> 'payer'
    UNION ALL
    SELECT cashier_due(payment ->> 'act', l.kind, l.holder_kind, (payment ->> 'paid_on')::date)
    FROM licensing_licence l WHERE l.public_id = payment ->> 'about' AND l.holder = payment ->> 'payer' AND payment ->> 'act' NOT IN ('application', 'renewal')
$$;
