-- The act that a counter-entry undoes: a receipt is the last one, everything else the first; null of any other act.
CREATE OR REPLACE FUNCTION ammunition_undoes(e acts_event) RETURNS uuid
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT o.id FROM ammunition_event o WHERE o.record_type = 'movement' AND o.subject = e.subject
        AND o.n = CASE e.kind WHEN 'receipt_undone' THEN e.n - 1 WHEN 'undone' THEN 1 WHEN 'undone_by_two' THEN 1 END
$$;
