-- The weaker of two agreements (`tracing/disclosure.py`); what is none counts as the weakest.
CREATE OR REPLACE FUNCTION tracing_weaker(one text, other text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN coalesce(array_position(k.names, one), 0) <= coalesce(array_position(k.names, other), 0) THEN one ELSE other END
    FROM (SELECT ARRAY['none', 'iti', 'protocol', 'bilateral', 'mla']) AS k (names)
$$;
