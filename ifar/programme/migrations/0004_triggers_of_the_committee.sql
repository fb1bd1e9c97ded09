-- The committee decides where it is met, by votes of seats that are there and declared no interest; the votes must come to what was decided.

CREATE FUNCTION programme_check_decision(e programme_event, is_now jsonb) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    held programme_meeting;
    yes bigint;
    no bigint;
BEGIN
    SELECT * INTO held FROM programme_meeting m WHERE m.public_id = is_now ->> 'meeting';
    IF held.id IS NULL THEN
        RETURN 'there is no such meeting';
    ELSIF e.kind = 'tabled' AND held.state NOT IN ('planned', 'open') THEN
        RETURN 'the meeting is over';
    ELSIF e.kind IN ('adopted', 'rejected') THEN
        SELECT count(*) FILTER (WHERE v.value = 'yes'), count(*) FILTER (WHERE v.value = 'no') INTO yes, no FROM jsonb_each_text(is_now -> 'votes') v;
        IF held.state <> 'open' OR cardinality(held.present) < held.quorum THEN
            RETURN 'the committee is not met';
        ELSIF EXISTS (SELECT FROM jsonb_each_text(is_now -> 'votes') v WHERE v.value NOT IN ('yes', 'no', 'abstain') OR NOT v.key = ANY (held.present)
                      OR is_now -> 'interests' ? v.key) THEN
            RETURN 'somebody voted who may not';
        ELSIF (CASE is_now ->> 'rule' WHEN 'consensus' THEN yes > 0 AND no = 0 WHEN 'two_thirds' THEN yes > 0 AND 3 * yes >= 2 * (yes + no)
               ELSE yes > no END) <> (e.kind = 'adopted') OR yes + no = 0 THEN
            RETURN 'the votes come to something else';
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION programme_check(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
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

DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['programme_seat', 'programme_meeting', 'programme_decision']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
