-- Entries stand in partitions of ten million; the last one takes what comes after, until `ifar migrate` has made the next ones. What an
-- entry must be asks the trigger `b_admit`, which costs less than CHECK constraints.
CREATE TABLE ledger_entry (
    id bigint GENERATED ALWAYS AS IDENTITY,
    entry uuid NOT NULL,
    schema text NOT NULL,
    act text NOT NULL,
    actor text NOT NULL,
    agency text NOT NULL,
    recorded_at timestamptz NOT NULL,
    object text NOT NULL,
    previous uuid,
    commitments jsonb NOT NULL,
    canonical bytea NOT NULL,
    leaf bytea NOT NULL,
    voucher bytea,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE TABLE ledger_entry_rest PARTITION OF ledger_entry DEFAULT;
CREATE INDEX ledger_entry_entry ON ledger_entry (entry);
CREATE INDEX ledger_entry_object ON ledger_entry (object, id);
CREATE INDEX ledger_entry_actor ON ledger_entry (actor, id);

-- The keys by which the database knows what this installation's processes wrote; `ifar migrate` writes them.
CREATE TABLE ledger_voucherkey (
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
);
