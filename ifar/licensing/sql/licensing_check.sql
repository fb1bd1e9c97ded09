-- Why an act cannot be, or null, as far as no guard says so.
-- By its own hand: it is the way to what applications, licences and all others ask; past it nobody would be asked.
CREATE OR REPLACE FUNCTION licensing_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE e.record_type
        WHEN 'application' THEN licensing_wrong_application(e, was, is_now, written.actor, written.recorded_at)
        WHEN 'licence' THEN licensing_wrong_licence(e, was, is_now, written.recorded_at)
        ELSE licensing_wrong_other(e, was, is_now, written.recorded_at) END
$$;
