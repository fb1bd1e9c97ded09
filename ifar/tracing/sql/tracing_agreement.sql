-- What stands between this State and another by the directory, the weakest where several desks differ (`services/requests.agreement_with`).
CREATE OR REPLACE FUNCTION tracing_agreement(other text) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT k.name FROM unnest(ARRAY['none', 'iti', 'protocol', 'bilateral', 'mla']) WITH ORDINALITY AS k (name, n)
                     JOIN reference_tracedesk d ON d.agreement = k.name
                     WHERE d.country_id = other AND d.valid_to IS NULL ORDER BY k.n LIMIT 1), 'none')
$$;
