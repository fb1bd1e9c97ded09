-- What was booked alone of a movement within thirty days before `at`, in the Fund's currency: by this person for whatever contribution and
-- project, and by anybody for this one. It counts when it was entered, which nobody chooses, and not the day that the booking says.
CREATE OR REPLACE FUNCTION programme_alone(who text, moved text, envelope text, of_project text,
    at timestamp with time zone) RETURNS numeric LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(sum(round(j.amount::numeric(100, 30) / j.rate, 2)), 0) FROM programme_journal j
    JOIN programme_event e ON e.record_type = 'journal' AND e.subject = j.public_id AND e.n = 1 JOIN ledger_entry l ON l.entry = e.id
    WHERE j.move = moved AND j.state = 'posted' AND j.approved_by = '' AND l.recorded_at > at - interval '30 days'
      AND (l.actor = who OR j.contribution = envelope AND j.project = of_project)
$$;
