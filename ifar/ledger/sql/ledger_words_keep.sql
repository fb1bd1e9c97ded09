-- A row that is only added to, but for its words: they become empty once they were lawfully erased. The arguments of the trigger are their columns,
-- which are called as the values of the row's entry that stand apart from the log.
-- By its own hand: words go by a lawful erasure alone, and what else such a row says stays as it was written.
CREATE OR REPLACE FUNCTION ledger_words_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV AND NOT EXISTS (
       SELECT FROM unnest(TG_ARGV) AS name WHERE to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name
       AND NOT (to_jsonb(NEW) -> name IN ('""', '{}') AND EXISTS (SELECT FROM ledger_erasure x WHERE x.entry = NEW.entry AND x.field = name))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ifar: % on % is refused; records are corrected by new records, never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
