-- Who does an act: by a role, or as a program that was given the right.
-- By its own hand: separation of duties between the programme, the Fund, the human-rights adviser and the offices that report.
CREATE OR REPLACE FUNCTION programme_wrong_role(e acts_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    asked text[] := ARRAY['programme_officer', 'programme_manager'];
    scope text := '';
BEGIN
    CASE
        WHEN e.record_type IN ('theme', 'period', 'seat', 'meeting', 'decision') OR e.record_type = 'evaluation' AND e.kind <> 'delivered'
          OR e.record_type IN ('value', 'assessment', 'report') AND e.kind IN ('approved', 'returned', 'reopened')
          OR e.record_type = 'limit' AND e.kind = 'proposed' THEN
            asked := ARRAY['programme_manager'];
        WHEN e.record_type IN ('contribution', 'feed', 'extract', 'difference') OR e.record_type = 'journal' AND e.kind IN ('posted', 'proposed') THEN
            asked := ARRAY['fund_officer'];
        WHEN e.record_type IN ('journal', 'limit') THEN
            asked := ARRAY['fund_officer', 'programme_manager'];
        WHEN e.record_type = 'diligence' AND (e.kind IN ('released', 'renewed', 'held') OR e.kind = 'withdrawn' AND programme_stopped(e.subject))
          OR e.record_type = 'project' AND e.kind = 'unmarked'
          OR e.record_type = 'recipient' AND (e.kind = 'confirmed' OR e.kind = 'ended' AND programme_asks_release(
              is_now ->> 'kind', ARRAY(SELECT jsonb_array_elements_text(is_now -> 'support')))) THEN
            asked := ARRAY['rights_adviser'];
        WHEN e.record_type = 'sighting' AND e.kind <> 'sent' THEN
            asked := ARRAY['hotspot_analyst', 'police_supervisor', 'customs_officer', 'customs_supervisor'];
        WHEN e.record_type IN ('othersfile', 'sighting', 'finding', 'evaluation') OR e.record_type = 'feedback' AND e.kind = 'received'
          OR e.record_type = 'recommendation' AND e.kind IN ('made', 'withdrawn') OR e.record_type = 'value' AND e.kind = 'computed' AND written.actor = 'programme' THEN
            RETURN NULL;
        WHEN e.record_type = 'value' THEN
            scope := 'programme:value:report';
        WHEN e.record_type IN ('initiative', 'participation') THEN
            scope := 'programme:initiative:write';
        WHEN e.record_type IN ('project', 'result', 'indicator', 'activity', 'partner', 'recipient', 'location', 'risk', 'issue', 'lesson', 'document') THEN
            scope := 'programme:project:write';
        ELSE
            NULL;
    END CASE;
    RETURN CASE WHEN NOT programme_may(written.actor, asked, scope) THEN 'it is not theirs to do' END;
END $$;
