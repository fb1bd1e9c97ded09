-- People and alliances. Figures of participants hold numbers and nothing else; nobody answers a complaint about themselves; a report of a parcel
-- or listing comes from the reporting office itself, and another takes it on.

CREATE FUNCTION programme_check_participation(is_now jsonb) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM programme_initiative i WHERE i.public_id = is_now ->> 'initiative' AND i.state IN ('running', 'ended')) THEN
        RETURN 'the initiative did not begin, or there is none';
    ELSIF EXISTS (SELECT FROM jsonb_array_elements(is_now -> 'counts') c WHERE c.value - ARRAY['sex', 'age', 'number'] <> '{}'::jsonb
                  OR jsonb_typeof(c.value -> 'number') <> 'number' OR (c.value ->> 'number')::numeric <= 0
                  OR c.value ->> 'sex' NOT IN ('female', 'male', 'other', 'not_said')
                  OR c.value ->> 'age' NOT IN ('under_15', '15_24', '25_59', '60_up', 'not_said')) THEN
        RETURN 'it says more than numbers by sex and age';
    ELSIF (SELECT sum((c.value ->> 'number')::numeric) FROM jsonb_array_elements(is_now -> 'counts') c) IS DISTINCT FROM (is_now ->> 'total')::numeric THEN
        RETURN 'its parts come to something else';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION programme_check_feedback(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF e.kind = 'received' THEN
        IF NOT written.commitments ? 'words' THEN
            RETURN 'it does not say what was said';
        ELSIF is_now ->> 'project' <> '' AND NOT EXISTS (SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project')
           OR is_now ->> 'initiative' <> '' AND NOT EXISTS (SELECT FROM programme_initiative i WHERE i.public_id = is_now ->> 'initiative') THEN
            RETURN 'there is no such project or initiative';
        ELSIF is_now ->> 'about' <> '' AND NOT EXISTS (SELECT FROM accounts_user u WHERE u.public_id = is_now ->> 'about') THEN
            RETURN 'there is nobody whom it is about';
        END IF;
    ELSIF NOT accounts_holds(written.actor, ARRAY['programme_officer', 'programme_manager']) OR written.actor = is_now ->> 'about' THEN
        RETURN 'another person looks into it, answers and closes';
    ELSIF e.kind = 'answered' AND NOT written.commitments ? 'answer' THEN
        RETURN 'it does not say what was answered';
    ELSIF e.kind = 'closed' AND is_now ->> 'why' = 'settled' AND is_now ->> 'answered_on' IS NULL THEN
        RETURN 'nobody answered it';
    END IF;
    RETURN CASE WHEN coalesce((is_now ->> 'answered_on')::date, (is_now ->> 'closed_on')::date, (is_now ->> 'received_on')::date)
        < (is_now ->> 'received_on')::date THEN 'it was not yet received then' END;
END $$;

CREATE FUNCTION programme_check_alliance(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT accounts_holds(written.actor, ARRAY['programme_officer', 'programme_manager']) THEN
        RETURN 'they do not keep the stakeholders';
    ELSIF e.noun = 'stakeholder' THEN
        IF is_now ->> 'agency' <> '' AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'agency' AND a.kind = 'partner') THEN
            RETURN 'there is no such office of a partner';
        ELSIF e.kind IN ('contact_set', 'contact_removed') AND ((is_now ->> 'contact')::boolean <> (e.kind = 'contact_set')
              OR (e.kind = 'contact_set') <> (written.commitments ? 'name')) THEN
            RETURN 'it does not say who the focal point is';
        END IF;
    ELSIF e.kind = 'made' AND NOT EXISTS (SELECT FROM programme_stakeholder s WHERE s.public_id = is_now ->> 'stakeholder' AND s.state = 'listed')
       OR is_now ->> 'project' <> '' AND NOT EXISTS (SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project') THEN
        RETURN 'there is no such stakeholder or project';
    ELSIF e.kind = 'kept' AND NOT (is_now ->> 'kept_on')::date BETWEEN (is_now ->> 'made_on')::date AND (written.recorded_at AT TIME ZONE 'UTC')::date + 1 THEN
        RETURN 'it was not kept on that day';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION programme_check_sighting(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF e.kind = 'sent' THEN
        IF is_now ->> 'agency' <> written.agency OR NOT EXISTS (SELECT FROM programme_stakeholder s
            WHERE s.public_id = is_now ->> 'stakeholder' AND s.state = 'listed' AND s.agency = written.agency AND s.agency <> '') THEN
            RETURN 'it is another office''s to report';
        ELSIF NOT accounts_holds(written.actor, ARRAY['partner']) AND NOT EXISTS (
            SELECT FROM accounts_client c JOIN accounts_agency a ON a.id = c.agency_id WHERE c.public_id = written.actor AND a.public_id = written.agency
            AND c.scopes ? 'programme:sighting:send' AND c.revoked_at IS NULL AND c.expires_at > clock_timestamp()) THEN
            RETURN 'they do not report for that office';
        ELSIF NOT written.commitments ? 'told' THEN
            RETURN 'it does not say what was seen';
        END IF;
    ELSIF written.agency = is_now ->> 'agency' OR NOT accounts_holds(written.actor, ARRAY['hotspot_analyst', 'police_supervisor', 'customs_officer', 'customs_supervisor']) THEN
        RETURN 'it is not theirs to take on';
    ELSIF was ->> 'taken_by' NOT IN ('', written.agency) THEN
        RETURN 'another office has it in hand';
    ELSIF e.kind = 'taken' AND is_now ->> 'taken_by' <> written.agency THEN
        RETURN 'they take it on for their own office';
    ELSIF e.kind = 'passed' AND NOT EXISTS (SELECT FROM hotspots_delivery d WHERE d.public_id = is_now ->> 'delivery') THEN
        RETURN 'no tip was made of it';
    ELSIF e.kind = 'closed' AND is_now ->> 'why' = '' THEN
        RETURN 'it does not say why';
    END IF;
    RETURN NULL;
END $$;

-- What was asked before of all other nouns stands as it stood.
ALTER FUNCTION programme_check(programme_event, jsonb, jsonb, ledger_entry) RENAME TO programme_check_before_people;
CREATE FUNCTION programme_check(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN CASE e.noun
        WHEN 'initiative' THEN CASE WHEN is_now ->> 'project' <> '' AND NOT EXISTS (
            SELECT FROM programme_project p WHERE p.public_id = is_now ->> 'project') THEN 'there is no such project' END
        WHEN 'participation' THEN programme_check_participation(is_now)
        WHEN 'feedback' THEN programme_check_feedback(e, is_now, written)
        WHEN 'stakeholder' THEN programme_check_alliance(e, is_now, written)
        WHEN 'commitment' THEN programme_check_alliance(e, is_now, written)
        WHEN 'sighting' THEN programme_check_sighting(e, was, is_now, written)
        ELSE programme_check_before_people(e, was, is_now, written) END;
END $$;

DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['programme_initiative', 'programme_participation', 'programme_feedback', 'programme_stakeholder', 'programme_commitment',
                                'programme_sighting']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
