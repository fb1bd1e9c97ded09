-- The decisions of licensing that some offices made in some days of the log (UTC), of some kinds, and that stand in no frame of an audit plan yet: a second frame
-- would be a second draw.
CREATE OR REPLACE FUNCTION oversight_decisions(offices text[], decisions text[], first_day date, last_day date) RETURNS TABLE(stratum text, entry uuid, object text)
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT l.agency || '.' || e.kind, e.id, e.subject::text FROM ledger_entry l JOIN licensing_event e ON e.id = l.entry
    WHERE l.recorded_at >= first_day::timestamp AT TIME ZONE 'UTC' AND l.recorded_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
      AND l.agency = ANY (offices) AND e.kind = ANY (decisions)
      AND (e.record_type, e.kind) IN (('application', 'granted'), ('application', 'refused'), ('licence', 'suspended'), ('licence', 'revoked'))
      AND e.id::text NOT IN (SELECT oversight_framed())
$$;
