-- A lawful erasure is that of a party's data, or of the words of a trace that lapsed: each an act of two people.
CREATE OR REPLACE FUNCTION ledger_erasure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_entry e WHERE e.entry = NEW.erasure AND e.act IN ('parties.erased', 'words.erased')
        AND convert_from(e.canonical, 'UTF8')::jsonb -> 'payload' -> 'erased'
            @> jsonb_build_array(jsonb_build_object('entry', NEW.entry, 'field', NEW.field))
    ) THEN
        RAISE EXCEPTION 'ifar: no erasure entry names % of entry %', NEW.field, NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    DELETE FROM ledger_personal WHERE entry = NEW.entry AND field = NEW.field;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ifar: there is no % of entry % to erase', NEW.field, NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
