-- Refuses a row that differs from the ledger entry with the same identifier. Arguments: the entry's act; SQL over the row `r`
-- for the entry's object, for its payload, for its actor, and for its values that stand apart from the log, empty ones left out; each of the last two
-- may be NULL.
-- By its own hand: an entry and its row say the same, for every table whose rows stand beside entries.
CREATE OR REPLACE FUNCTION accounts_row_says_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    said ledger_entry;
    act text;
    object text;
    payload jsonb;
    actor text;
    words jsonb;
BEGIN
    SELECT * INTO said FROM ledger_entry WHERE entry = NEW.entry;
    EXECUTE format('SELECT %s, %s, %s, %s, %s FROM (SELECT ($1).*) AS r', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], TG_ARGV[3], TG_ARGV[4])
        INTO act, object, payload, actor, words USING NEW;
    IF said.entry IS NULL OR said.act IS DISTINCT FROM act OR said.object IS DISTINCT FROM object
       OR said.actor <> coalesce(actor, said.actor) OR payload IS DISTINCT FROM convert_from(said.canonical, 'UTF8')::jsonb -> 'payload'
       OR (SELECT coalesce(jsonb_object_agg(w.key, w.value), '{}') FROM jsonb_each(words) w WHERE w.value NOT IN ('""', '{}'))
           <> (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{}') FROM ledger_personal p WHERE p.entry = NEW.entry AND words IS NOT NULL) THEN
        RAISE EXCEPTION 'ifar: this row of % differs from its ledger entry %', TG_TABLE_NAME, NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
