CREATE OR REPLACE FUNCTION programme_check_before_law(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE e.noun
        WHEN 'value' THEN programme_check_value(e, was, is_now, written)
        WHEN 'journal' THEN programme_check_journal(e, is_now, written)
        WHEN 'period' THEN CASE WHEN NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN 'it is not theirs to open or lock' END
        WHEN 'contribution' THEN CASE WHEN NOT accounts_holds(written.actor, ARRAY['fund_officer']) THEN 'they do not keep the books' END
        WHEN 'theme' THEN CASE WHEN NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN 'it is not theirs to set' END
        WHEN 'project' THEN NULL
        WHEN 'result' THEN CASE WHEN is_now ->> 'project' <> '' AND NOT EXISTS (
            SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project') THEN 'there is no such project' END
        WHEN 'indicator' THEN CASE WHEN NOT EXISTS (
            SELECT FROM programme_result r WHERE r.public_id = is_now ->> 'result') THEN 'there is no such result' END
        WHEN 'seat' THEN CASE WHEN NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN 'they do not keep the committee' END
        WHEN 'meeting' THEN CASE WHEN NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN 'they do not keep the committee'
            WHEN e.kind = 'opened' AND ((is_now ->> 'quorum')::bigint <> (SELECT count(*) / 2 + 1 FROM programme_seat s WHERE s.state = 'filled')
                OR EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'present') p
                           WHERE NOT EXISTS (SELECT FROM programme_seat s WHERE s.public_id = p.value AND s.state = 'filled')))
                THEN 'its quorum is another, or somebody has no seat' END
        WHEN 'decision' THEN CASE WHEN NOT accounts_holds(written.actor, ARRAY['programme_manager']) THEN 'they do not keep the committee'
            ELSE programme_check_decision(e, is_now) END
        ELSE 'there is no such noun' END;
END $$;
