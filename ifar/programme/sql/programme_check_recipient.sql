CREATE OR REPLACE FUNCTION programme_check_recipient(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    asks CONSTANT boolean := programme_asks_release(is_now ->> 'kind', ARRAY(SELECT jsonb_array_elements_text(is_now -> 'support')));
BEGIN
    IF e.kind = 'confirmed' OR e.kind = 'ended' AND asks THEN
        IF NOT accounts_holds(written.actor, ARRAY['rights_adviser']) THEN
            RETURN 'it is not theirs to confirm or to take off';
        ELSIF e.kind = 'confirmed' AND (asks OR is_now ->> 'confirmed_by' <> written.actor OR EXISTS (
            SELECT FROM programme_event f JOIN ledger_entry l ON l.entry = f.id
            WHERE f.noun = 'recipient' AND f.subject = e.subject AND f.n = 1 AND l.actor = ANY (accounts_people(written)))) THEN
            RETURN 'another person confirms, and nothing that needs a release';
        END IF;
        RETURN NULL;
    ELSIF is_now ->> 'activity' <> '' AND e.kind = 'named' AND NOT EXISTS (
        SELECT FROM programme_result r WHERE r.public_id = is_now ->> 'activity' AND r.project = is_now ->> 'project' AND r.level = 'activity') THEN
        RETURN 'the project has no such activity';
    ELSIF jsonb_array_length(is_now -> 'support') = 0 THEN
        RETURN 'it says not what it receives';
    END IF;
    RETURN programme_wrong_work(e, was, is_now, written, true);
END $$;
