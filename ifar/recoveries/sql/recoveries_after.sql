-- What follows from an act on a case or an item besides its record: proposals of links and their verdicts, people and how proceedings went.
-- By its own hand: a verdict or a change that meets no row would stand in the log and have changed nothing.
CREATE OR REPLACE FUNCTION recoveries_after(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    d CONSTANT jsonb := e.details;
    of_record CONSTANT bigint := (was ->> 'id')::bigint;
BEGIN
    CASE e.record_type || ' ' || e.kind
        WHEN 'item hit' THEN
            INSERT INTO recoveries_hit (entry, item_id, firearm_id, how, mark, mark_n, plain, percent, reasons, was, at, verdict, judged_by, note)
            SELECT e.id, of_record, f.id, d ->> 'how', d ->> 'mark', (d ->> 'mark_n')::smallint, d ->> 'plain',
                   (d ->> 'percent')::smallint, d -> 'reasons', d ->> 'was', written.recorded_at, '', '', ''
            FROM (SELECT (SELECT id FROM registry_firearm WHERE public_id = d ->> 'firearm') AS id) AS f;
        WHEN 'item judged' THEN
            UPDATE recoveries_hit SET verdict = d ->> 'verdict', judged_by = written.actor, note = coalesce(personal ->> 'note', '')
            WHERE entry = (d ->> 'hit')::uuid AND item_id = of_record;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'ifar: % has no such hit', e.subject USING ERRCODE = 'check_violation';
            END IF;
        WHEN 'case person_named' THEN
            INSERT INTO recoveries_person (entry, case_id, number, role, sex, age, "group", party, described, stage, stage_on, offences, last_entry)
            SELECT e.id, of_record, (d ->> 'number')::integer, d ->> 'role', d ->> 'sex', d ->> 'age', coalesce(personal ->> 'group', ''),
                   d ->> 'party', personal -> 'described', d ->> 'stage', (d ->> 'stage_on')::date,
                   ARRAY(SELECT jsonb_array_elements_text(d -> 'offences')), e.id;
        WHEN 'case person_changed' THEN
            UPDATE recoveries_person SET stage = d ->> 'stage', stage_on = (d ->> 'stage_on')::date,
                offences = ARRAY(SELECT jsonb_array_elements_text(d -> 'offences')), last_entry = e.id
            WHERE entry = (d ->> 'person')::uuid AND case_id = of_record;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'ifar: % has no such person', e.subject USING ERRCODE = 'check_violation';
            END IF;
        ELSE NULL;
    END CASE;
END $$;
