-- What covers an answer: what covered the request when it came, or what the directory says now, where it ever said anything and that is weaker.
CREATE OR REPLACE FUNCTION tracing_covered(is_now jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN is_now ->> 'direction' = 'incoming'
                     AND EXISTS (SELECT FROM reference_tracedesk d WHERE d.country_id = is_now ->> 'country' AND d.agreement <> '')
        THEN tracing_weaker(is_now ->> 'agreement', tracing_agreement(is_now ->> 'country')) ELSE is_now ->> 'agreement' END
$$;
