CREATE OR REPLACE FUNCTION programme_asks(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE e.noun
        WHEN 'value' THEN programme_asks_value(e, is_now, written)
        WHEN 'indicator' THEN programme_asks_indicator(e, was, is_now, written)
        WHEN 'period' THEN programme_asks_period(e, is_now)
        WHEN 'contribution' THEN programme_asks_contribution(is_now)
        WHEN 'decision' THEN programme_asks_decision(e, was, is_now)
        WHEN 'evaluation' THEN programme_asks_evaluation(e, is_now, written)
        WHEN 'recommendation' THEN CASE WHEN e.kind IN ('answered', 'followed', 'done') 
            AND programme_evaluated(accounts_people(written), is_now ->> 'evaluation')
            THEN 'who evaluated does not answer' END
        -- That a project supports nobody in uniform, the adviser says: asked where the mark is.
        WHEN 'project' THEN CASE WHEN e.kind <> 'unmarked' AND NOT programme_works(written.actor) THEN 'it is not theirs to plan' END
        WHEN 'result' THEN CASE WHEN NOT programme_works(written.actor) THEN 'it is not theirs to plan' END
        WHEN 'initiative' THEN CASE WHEN NOT programme_may(written.actor, ARRAY['programme_officer', 'programme_manager'], 'programme:initiative:write')
            THEN 'it is not theirs to plan' END
        WHEN 'participation' THEN CASE WHEN NOT programme_may(written.actor, ARRAY['programme_officer', 'programme_manager'], 'programme:initiative:write')
            THEN 'it is not theirs to note' END
        END;
END $$;
