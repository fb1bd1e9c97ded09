-- A personal value that was lawfully erased stands in no record any more, unless a later act set the column again.
CREATE OR REPLACE FUNCTION acts_erase() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    erased record;
BEGIN
    SELECT d.table_name, l.object, l.id, a.personal ->> NEW.field AS name, d.defaults, a.prefix, a.record_type INTO erased
    FROM ledger_entry l JOIN acts_act a ON l.act = a.prefix || '.' || a.record_type || '_' || a.kind
    JOIN acts_record d ON d.prefix = a.prefix AND d.record_type = a.record_type
    WHERE l.entry = NEW.entry AND a.personal ? NEW.field AND a.personal ->> NEW.field NOT LIKE '+%';
    IF erased.name IS NULL THEN
        RETURN NEW;
    END IF;
    -- It waits for whoever says the same anew: it takes the words that it names, and not those that came meanwhile.
    EXECUTE format('SELECT FROM %I r WHERE r.public_id = $1 FOR UPDATE', erased.table_name) USING erased.object;
    IF NOT EXISTS (
       SELECT FROM ledger_entry l JOIN acts_act a ON l.act = a.prefix || '.' || a.record_type || '_' || a.kind
       WHERE l.object = erased.object AND l.id > erased.id AND a.prefix = erased.prefix AND a.record_type = erased.record_type
         AND EXISTS (SELECT FROM jsonb_each_text(a.personal) p WHERE p.value = erased.name AND l.commitments ? p.key)) THEN
        EXECUTE format('UPDATE %1$I SET %2$I = (jsonb_populate_record(NULL::%1$I, $1)).%2$I WHERE public_id = $2', erased.table_name, erased.name)
            USING erased.defaults, erased.object;
    END IF;
    RETURN NEW;
END $$;
