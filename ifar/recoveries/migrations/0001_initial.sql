CREATE INDEX recoveries_case_number ON recoveries_case USING gin (upper(number) gin_trgm_ops);
CREATE INDEX recoveries_case_report ON recoveries_case USING gin (upper(report) gin_trgm_ops);
CREATE INDEX recoveries_case_place ON recoveries_case USING gin (upper(place) gin_trgm_ops);
CREATE UNIQUE INDEX recoveries_event_capture ON recoveries_event ((details ->> 'capture'))
    WHERE record_type = 'item' AND kind = 'entered' AND details ->> 'capture' IS NOT NULL;
CREATE INDEX recoveries_event_renumbered ON recoveries_event (subject) WHERE record_type = 'case' AND kind = 'amended' AND changes ? 'number';
CREATE INDEX recoveries_event_remarked ON recoveries_event (subject) WHERE record_type = 'item' AND kind = 'amended' AND changes ? 'marks';
