-- Reads stand in partitions, like the entries of the ledger.
CREATE TABLE accounts_readlog (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    agency text NOT NULL,
    shift text NOT NULL,
    purpose text NOT NULL CHECK (purpose <> ''),
    "case" text NOT NULL,
    act text NOT NULL,
    object text NOT NULL,
    count integer NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE TABLE accounts_readlog_rest PARTITION OF accounts_readlog DEFAULT;
CREATE INDEX accounts_readlog_object ON accounts_readlog (object, id);
CREATE INDEX accounts_readlog_actor ON accounts_readlog (actor, id);

-- Roles that one person does not hold at once; `ifar migrate` writes it from the program's declarations.
CREATE TABLE accounts_exclusion (role text, other text, PRIMARY KEY (role, other));
