-- What each act may do; `ifar migrate` writes it from the program's declarations.
CREATE TABLE hotspots_act (
    noun text,
    kind text,
    leads jsonb NOT NULL,               -- state before (empty: there is nothing yet) -> state after
    columns text[] NOT NULL,
    personal text[] NOT NULL,
    PRIMARY KEY (noun, kind)
);
