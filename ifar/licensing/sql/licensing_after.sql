-- What is asked of an act beside what its record and others say once it is done.
-- By its own hand: what an act stands on is another record, and an act with nothing behind it could not be taken out of the log.
CREATE OR REPLACE FUNCTION licensing_after(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    wrong text;
BEGIN
    IF e.record_type = 'round' THEN
        SELECT licensing_round_check(e, r, written.recorded_at) INTO wrong FROM licensing_round r WHERE r.public_id = e.subject;
    ELSIF e.record_type = 'visit' THEN
        SELECT licensing_visit_check(e, v, accounts_people(written)) INTO wrong FROM licensing_visit v WHERE v.public_id = e.subject;
    ELSIF e.record_type = 'removal' AND e.kind = 'cleared' THEN
        SELECT licensing_proof_check(r) INTO wrong FROM licensing_removal r WHERE r.public_id = e.subject;
    ELSIF e.record_type = 'notice' AND e.kind = 'settled' THEN
        IF EXISTS (SELECT FROM licensing_event s JOIN licensing_licence l ON l.public_id = s.subject
                   WHERE s.record_type = 'licence' AND s.kind = 'suspended' AND s.details ->> 'notice' = e.subject AND l.state = 'suspended') THEN
            wrong := 'a licence is suspended because of it';
        END IF;
    ELSIF e.record_type = 'finding' AND e.kind = 'found' THEN
        IF NOT EXISTS (SELECT FROM licensing_visit v WHERE v.public_id = is_now ->> 'visit' AND v.answers ->> (is_now ->> 'item') = 'fault') THEN
            wrong := 'no visit found it';
        END IF;
    ELSIF e.record_type = 'finding' AND e.kind = 'remedied' THEN
        IF NOT EXISTS (SELECT FROM licensing_visit v JOIN licensing_visit first ON first.public_id = is_now ->> 'visit'
                       WHERE v.public_id = is_now ->> 'by_visit' AND v.id > first.id AND v.answers ->> (is_now ->> 'item') = 'good') THEN
            wrong := 'no other visit found it mended';
        END IF;
    ELSIF e.record_type IN ('licence', 'removal') AND e.kind = 'handed' THEN
        IF NOT EXISTS (SELECT FROM licensing_move m WHERE m.public_id = e.details ->> 'move' AND m.state = 'taken' AND m.to_agency = e.changes ->> 'agency'
                       AND m.to_agency = written.agency AND is_now ->> 'holder' = ANY (licensing_records(m.holder))) THEN
            wrong := 'no move hands it over';
        END IF;
    ELSIF e.record_type = 'move' AND was IS NULL THEN
        IF NOT EXISTS (SELECT FROM parties_event p WHERE p.id = (is_now ->> 'address')::uuid AND p.subject = ANY (licensing_records(is_now ->> 'holder'))
                       AND p.kind = 'moved') THEN
            wrong := 'there is no such address';
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', e.subject, e.kind, written.actor, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;
