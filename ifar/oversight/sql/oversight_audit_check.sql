-- An audit plan draws from all decisions that it names, by a seed that nobody could know; whoever audits a file is independent of it.
-- By its own hand: which files are looked at is chosen by nobody, also not by rows of their own, and no friend of the office audits them.
CREATE OR REPLACE FUNCTION oversight_audit_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    offices CONSTANT text[] := ARRAY(SELECT jsonb_array_elements_text(is_now -> 'offices') WHERE e.record_type = 'plan');
    decisions CONSTANT text[] := ARRAY(SELECT jsonb_array_elements_text(is_now -> 'decisions') WHERE e.record_type = 'plan');
    frame jsonb;
    counted record;
    parent oversight_plan;
BEGIN
    IF e.record_type = 'plan' THEN
        SELECT a.public_id, a.kind INTO counted FROM accounts_agency a WHERE a.id = (is_now ->> 'agency_id')::bigint;
        IF counted.kind <> 'inspectorate' OR e.kind = 'drafted' AND written.agency <> counted.public_id THEN
            RETURN 'no inspectorate drafted it';
        ELSIF oversight_near(ARRAY[counted.public_id::text]) && offices THEN
            RETURN 'it names an office near the inspectorate';
        END IF;
    END IF;
    IF e.record_type = 'plan' AND e.kind = 'adopted' THEN
        -- Of two that are adopted at once one waits for the other.
        PERFORM pg_advisory_xact_lock(1767268777, 1);
        frame := personal -> 'frame';
        SELECT count(f.line) AS lines, count(DISTINCT f.line ->> 1) AS tokens, count(DISTINCT f.line ->> 2) AS entries,
               count(*) FILTER (WHERE s.entry IS NULL) AS strangers, count(*) FILTER (WHERE f.line IS NULL) AS missing,
               count(*) FILTER (WHERE f.line ->> 0 <> s.stratum OR f.line ->> 3 <> s.object OR f.line ->> 1 !~ '^[0-9a-f]{20}$') AS misplaced
        INTO counted FROM (SELECT line FROM jsonb_array_elements(frame) AS line) f
        FULL JOIN oversight_decisions(offices, decisions, (is_now ->> 'period_from')::date, (is_now ->> 'period_to')::date) s ON s.entry::text = f.line ->> 2;
        IF (is_now ->> 'period_to')::date > (written.recorded_at AT TIME ZONE 'UTC')::date THEN
            RETURN 'its decisions lie ahead';
        ELSIF counted.lines = 0 OR counted.tokens <> counted.lines OR counted.entries <> counted.lines
              OR counted.lines <> (is_now ->> 'frame_size')::integer OR is_now ->> 'frame_hash' <> licensing_frame_hash(frame) THEN
            RETURN 'its frame is not the one whose hash it names';
        ELSIF counted.strangers + counted.misplaced > 0 THEN
            RETURN 'its frame holds what is no such decision';
        ELSIF counted.missing > 0 THEN
            RETURN 'its frame leaves a decision out';
        ELSIF is_now ->> 'beacon' <> '' AND (is_now ->> 'seed_after')::timestamptz <= written.recorded_at THEN
            RETURN 'its seed could be known already';
        END IF;
    ELSIF e.record_type = 'plan' AND e.kind = 'drawn' THEN
        SELECT p.value INTO frame FROM ledger_personal p WHERE p.entry = (was ->> 'last_event')::uuid AND p.field = 'frame';
        IF is_now -> 'drawn' IS DISTINCT FROM licensing_drawn(frame, is_now ->> 'seed', (
               SELECT jsonb_object_agg(o || '.' || d, is_now -> 'number') FROM unnest(offices) o, unnest(decisions) d)) OR is_now -> 'drawn' = '[]' THEN
            RETURN 'it is not what the rule draws';
        END IF;
        RETURN licensing_seed_wrong((was ->> 'last_event')::uuid, is_now ->> 'beacon', (is_now ->> 'seed_after')::timestamptz, written.recorded_at,
                                    e.details ->> 'value', is_now ->> 'seed', (is_now ->> 'seed_size')::bigint);
    ELSIF e.record_type = 'plan' AND e.kind = 'closed' AND jsonb_array_length(is_now -> 'drawn') <> (
            SELECT count(*) FROM oversight_file f JOIN oversight_plan p ON p.id = f.plan_id WHERE p.public_id = e.subject AND f.state = 'audited') THEN
        RETURN 'a file of it is not audited';
    ELSIF e.record_type = 'file' AND e.kind = 'drawn' THEN
        SELECT * INTO parent FROM oversight_plan p WHERE p.public_id = e.changes ->> 'plan' FOR SHARE;
        SELECT p.value INTO frame FROM oversight_event a JOIN ledger_personal p ON p.entry = a.id AND p.field = 'frame'
        WHERE a.record_type = 'plan' AND a.subject = parent.public_id AND a.kind = 'adopted';
        IF parent.state IS DISTINCT FROM 'drawn' OR (is_now ->> 'due_on')::date <> parent.due_on
           OR NOT parent.drawn @> jsonb_build_array(jsonb_build_array((is_now ->> 'office') || '.' || (is_now ->> 'kind'), is_now ->> 'token'))
           OR NOT coalesce(frame @> jsonb_build_array(jsonb_build_array(
                  (is_now ->> 'office') || '.' || (is_now ->> 'kind'), is_now ->> 'token', is_now ->> 'decision', is_now ->> 'object')), false) THEN
            RETURN 'it was not drawn';
        ELSIF NOT is_now -> 'barred' @> to_jsonb(oversight_took_part(is_now ->> 'object')) THEN
            RETURN 'it does not name everybody who took part in it';
        END IF;
    ELSIF e.record_type = 'file' THEN
        IF oversight_dependent(written.actor::text, oversight_near(ARRAY[is_now ->> 'office']))
           OR oversight_dependent(is_now ->> 'auditor', oversight_near(ARRAY[is_now ->> 'office'])) OR is_now -> 'barred' ? (is_now ->> 'auditor') THEN
            RETURN 'whoever writes it or audits it works near the office that decided, or took part in it';
        ELSIF e.kind = 'audited' AND is_now ->> 'grade' IN ('minor', 'major') AND NOT EXISTS (
                SELECT FROM matters_matter m WHERE m.public_id = is_now ->> 'led_to' AND m.about = is_now ->> 'object' AND m.cause = 'oversight.audited ' || e.subject) THEN
            RETURN 'its finding is no matter of the office';
        ELSIF e.kind = 'audited' AND is_now ->> 'grade' = 'criminal' AND NOT EXISTS (
                SELECT FROM oversight_inspection i WHERE i.public_id = is_now ->> 'led_to' AND i.origin = 'audit' AND (is_now ->> 'office') = ANY (i.offices)) THEN
            RETURN 'its finding opened no inspection case';
        END IF;
    END IF;
    RETURN NULL;
END $$;
