-- What each act may do; `ifar migrate` writes it from the program's declarations.
CREATE TABLE recoveries_act (
    noun text,
    kind text,
    leads jsonb NOT NULL,               -- state before (empty: there is nothing yet) -> state after
    columns text[] NOT NULL,
    PRIMARY KEY (noun, kind)
);

-- What each act may do; `ifar migrate` writes it from the program's declarations.
CREATE TABLE recoveries_custodyact (
    noun text,
    kind text,
    leads jsonb NOT NULL,               -- state before (empty: there is nothing yet) -> state after
    columns text[] NOT NULL,
    PRIMARY KEY (noun, kind)
);

CREATE INDEX recoveries_case_number ON recoveries_case USING gin (upper(number) gin_trgm_ops);
CREATE INDEX recoveries_case_report ON recoveries_case USING gin (upper(report) gin_trgm_ops);
CREATE INDEX recoveries_case_place ON recoveries_case USING gin (upper(place) gin_trgm_ops);
CREATE UNIQUE INDEX recoveries_event_capture ON recoveries_event ((details ->> 'capture'))
    WHERE noun = 'item' AND kind = 'entered' AND details ->> 'capture' IS NOT NULL;
