-- The words of a trace that lapsed: only what was said with that request, its links, or that exchange of experience, and only once it ended.
CREATE FUNCTION tracing_words_of(object text, entry uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM tracing_event t WHERE t.id = entry AND (
            t.subject = object
            OR t.subject IN (SELECT s.public_id FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id WHERE r.public_id = object)))
$$;

CREATE OR REPLACE FUNCTION ledger_erasure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said ledger_entry;
BEGIN
    SELECT * INTO said FROM ledger_entry e WHERE e.entry = NEW.erasure AND e.act IN ('parties.erased', 'words.erased')
        AND convert_from(e.canonical, 'UTF8')::jsonb -> 'payload' -> 'erased'
            @> jsonb_build_array(jsonb_build_object('entry', NEW.entry, 'field', NEW.field));
    IF said.entry IS NULL THEN
        RAISE EXCEPTION 'ifar: no erasure entry names % of entry %', NEW.field, NEW.entry USING ERRCODE = 'check_violation';
    ELSIF said.act = 'words.erased' AND NOT tracing_words_of(said.object, NEW.entry) THEN
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
