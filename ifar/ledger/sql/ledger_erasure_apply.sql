-- A lawful erasure is that of a party's data, of the words of a trace that lapsed, or of what is known of an officer who left: each an act of two people.
-- By its own hand: a value that was erased does not come back.
CREATE OR REPLACE FUNCTION ledger_erasure_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    said ledger_entry;
BEGIN
    SELECT * INTO said FROM ledger_entry e WHERE e.entry = NEW.erasure
        AND CASE WHEN e.act IN ('parties.erased', 'words.erased') THEN convert_from(e.canonical, 'UTF8')::jsonb -> 'payload' -> 'erased'
                 WHEN e.act IN ('community.space_destroyed', 'community.space_lapsed', 'stocks.officer_erased') THEN convert_from(e.canonical, 'UTF8')::jsonb -> 'payload' -> 'details' -> 'erased' END
            @> jsonb_build_array(jsonb_build_object('entry', NEW.entry, 'field', NEW.field));
    IF said.entry IS NULL THEN
        RAISE EXCEPTION 'ifar: no erasure entry names % of entry %', NEW.field, NEW.entry USING ERRCODE = 'check_violation';
    ELSIF said.act = 'words.erased' AND NOT tracing_words_of(said.object, NEW.entry) THEN
        RAISE EXCEPTION 'ifar: % of entry % is no word of %', NEW.field, NEW.entry, said.object USING ERRCODE = 'check_violation';
    ELSIF said.act = 'stocks.officer_erased' AND NOT stocks_words_of(said.object, NEW.entry) THEN
        RAISE EXCEPTION 'ifar: % of entry % is nothing of %', NEW.field, NEW.entry, said.object USING ERRCODE = 'check_violation';
    ELSIF said.act LIKE 'community.%' AND NOT community_words_of(said.object, NEW.entry, said.act) THEN
        RAISE EXCEPTION 'ifar: % of entry % is no word of %', NEW.field, NEW.entry, said.object USING ERRCODE = 'check_violation';
    ELSIF said.act = 'words.erased' AND NOT EXISTS (SELECT FROM tracing_request r WHERE r.public_id = said.object AND r.ended_at IS NOT NULL)
          AND NOT EXISTS (SELECT FROM tracing_exchange x WHERE x.public_id = said.object AND x.form IN ('authorised', 'methods')) THEN
        RAISE EXCEPTION 'ifar: % has not ended', said.object USING ERRCODE = 'check_violation';
    END IF;
    DELETE FROM ledger_personal WHERE entry = NEW.entry AND field = NEW.field;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ifar: there is no % of entry % to erase', NEW.field, NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
