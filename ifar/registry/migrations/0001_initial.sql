-- Which events may set what; `ifar migrate` writes it from the program's declarations.
CREATE TABLE registry_allowance (
    kind text PRIMARY KEY,
    becomes jsonb,                      -- named state before -> named states after; null where anything may follow
    facts jsonb NOT NULL,               -- fact -> the values that the event may set it to
    columns text[] NOT NULL,            -- what it may set where it does not open the record
    changes_marks boolean NOT NULL,     -- whether it may change or retire marks on record
    when_merged boolean NOT NULL        -- whether it may be recorded on a record that was joined to another
);

-- Whether an arm was ever without marks, or forfeit, is asked before most events: few events say so, and their index is small.
CREATE INDEX registry_event_doubtful ON registry_event (firearm_id)
    WHERE changes ->> 'legal' = ANY (ARRAY['confiscated', 'for_disposal'])
       OR changes ->> 'physical' = ANY (ARRAY['altered', 'unmarked']);
CREATE INDEX registry_event_due ON registry_event ((checks #>> '{deadlines,0,due}')) WHERE checks ? 'deadlines';
CREATE INDEX registry_mark_text ON registry_mark (text) WHERE NOT retired;

CREATE INDEX registry_markkey_folded ON registry_markkey (folded text_pattern_ops);
CREATE INDEX registry_markkey_reversed ON registry_markkey (reverse(folded) text_pattern_ops);
CREATE INDEX registry_markkey_keys ON registry_markkey USING gin (keys) WHERE NOT settled;
ALTER TABLE registry_markkey ALTER COLUMN keys SET STATISTICS 0;
ALTER TABLE registry_markkey SET (autovacuum_vacuum_scale_factor = 0.005, autovacuum_vacuum_threshold = 5000);
CREATE INDEX registry_savedsearchkey_keys ON registry_savedsearchkey USING gin (keys) WITH (fastupdate = off);
ALTER TABLE registry_savedsearchkey ALTER COLUMN keys SET STATISTICS 0;
ALTER TABLE registry_firearm SET (autovacuum_vacuum_insert_scale_factor = 0.02);

-- The one row that says which files of settled marks count.
INSERT INTO registry_markindex (one) VALUES (true);
