-- What no guard says of an act of the programme: who has the role for it, and what its own function asks.
-- By its own hand: it is the way to roles and to what each record asks; and days to come and documents that are not there are no guard's to know.
CREATE OR REPLACE FUNCTION programme_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RETURN coalesce(programme_wrong_role(e, is_now, written), programme_wrong_support(e, is_now, written), CASE e.record_type
        WHEN 'indicator' THEN programme_wrong_indicator(e, was, is_now)
        WHEN 'period' THEN programme_wrong_period(e, is_now, written)
        WHEN 'value' THEN programme_wrong_value(e, is_now, written)
        WHEN 'contribution' THEN programme_wrong_contribution(is_now)
        WHEN 'journal' THEN programme_wrong_journal(e, is_now, written)
        WHEN 'limit' THEN programme_wrong_limit(e, is_now)
        WHEN 'participation' THEN programme_wrong_participation(is_now)
        WHEN 'feedback' THEN programme_wrong_feedback(e, is_now, personal)
        WHEN 'stakeholder' THEN programme_wrong_stakeholder(e, is_now, personal)
        WHEN 'commitment' THEN CASE WHEN (is_now ->> 'kept_on')::date > (written.recorded_at AT TIME ZONE 'UTC')::date + 1 THEN 'it was not kept on that day' END
        WHEN 'sighting' THEN programme_wrong_sighting(e, is_now, written, personal)
        WHEN 'meeting' THEN programme_wrong_meeting(e, is_now)
        WHEN 'decision' THEN programme_wrong_decision(e, was, is_now)
        WHEN 'assessment' THEN programme_wrong_assessment(is_now, written)
        WHEN 'diligence' THEN programme_wrong_diligence(e, was, is_now, written)
        WHEN 'activity' THEN CASE WHEN greatest((is_now ->> 'begun_on')::date, (is_now ->> 'done_on')::date) > (written.recorded_at AT TIME ZONE 'UTC')::date
            THEN 'that day has not come' END
        WHEN 'recipient' THEN programme_wrong_recipient(e, is_now)
        WHEN 'document' THEN CASE WHEN NOT EXISTS (
            SELECT FROM files_deposit d WHERE d.file_id = is_now ->> 'sha256' AND d.purpose = 'programme_document') THEN 'no such document was deposited' END
        WHEN 'report' THEN CASE
            WHEN NOT EXISTS (SELECT FROM programme_period p WHERE p.name = is_now ->> 'period') THEN 'there is no such period'
            WHEN (is_now ->> 'approved_on')::date <> (written.recorded_at AT TIME ZONE 'UTC')::date THEN 'it says another day' END
        WHEN 'evaluation' THEN programme_wrong_evaluation(e, is_now, written)
        WHEN 'finding' THEN programme_wrong_evaluator(is_now, written)
        WHEN 'recommendation' THEN programme_wrong_recommendation(e, is_now, written)
        WHEN 'othersfile' THEN programme_wrong_othersfile(e, is_now)
        WHEN 'extract' THEN programme_wrong_extract(e, is_now)
        WHEN 'difference' THEN programme_wrong_difference(e, is_now) END);
END $$;
