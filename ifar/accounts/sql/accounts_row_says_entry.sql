-- Refuses a row that differs from the ledger entry with the same identifier. Arguments: the entry's act; SQL over the row `r`
-- for the entry's object, for its payload, and (optionally) for its actor.
-- By its own hand: an entry and its row say the same, for every table whose rows stand beside entries.
CREATE OR REPLACE FUNCTION accounts_row_says_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    said ledger_entry;
    act text;
    object text;
    payload jsonb;
    actor text;
BEGIN
    SELECT * INTO said FROM ledger_entry WHERE entry = NEW.entry;
    EXECUTE format('SELECT %s, %s, %s, %s FROM (SELECT ($1).*) AS r', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], coalesce(TG_ARGV[3], 'NULL'))
        INTO act, object, payload, actor USING NEW;
    IF said.entry IS NULL OR said.act IS DISTINCT FROM act OR said.object IS DISTINCT FROM object
       OR said.actor <> coalesce(actor, said.actor) OR payload IS DISTINCT FROM convert_from(said.canonical, 'UTF8')::jsonb -> 'payload' THEN
        RAISE EXCEPTION 'ifar: this row of % differs from its ledger entry %', TG_TABLE_NAME, NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
