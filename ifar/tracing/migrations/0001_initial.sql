-- What may be told of an arm under which agreement, and who holds it.
CREATE TABLE tracing_rule (
    datum text PRIMARY KEY,
    agreements text[] NOT NULL,
    held_by text[] NOT NULL
);

CREATE INDEX tracing_request_lot ON tracing_request (tracing_bare(lot ->> 'lot') text_pattern_ops) WHERE lot ? 'lot';
CREATE INDEX tracing_request_headstamp ON tracing_request (tracing_bare(lot ->> 'headstamp') text_pattern_ops) WHERE lot ? 'headstamp';
