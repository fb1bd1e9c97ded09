-- What each act may do; `ifar migrate` writes it from the program's declarations.
CREATE TABLE tracing_act (
    noun text,
    kind text,
    leads jsonb NOT NULL,               -- state before (empty: there is nothing yet) -> state after
    columns text[] NOT NULL,
    directions text[] NOT NULL,
    PRIMARY KEY (noun, kind)
);

-- What may be told of an arm under which agreement, and who holds it.
CREATE TABLE tracing_rule (
    datum text PRIMARY KEY,
    agreements text[] NOT NULL,
    held_by text[] NOT NULL
);

CREATE INDEX tracing_request_lot ON tracing_request (tracing_bare(lot ->> 'lot') text_pattern_ops) WHERE lot ? 'lot';
CREATE INDEX tracing_request_headstamp ON tracing_request (tracing_bare(lot ->> 'headstamp') text_pattern_ops) WHERE lot ? 'headstamp';
