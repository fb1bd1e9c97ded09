-- What was personal, once it was lawfully erased.
CREATE OR REPLACE FUNCTION tracing_erasure_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.field = 'described' THEN
        UPDATE tracing_step SET described = NULL WHERE public_id = (SELECT subject FROM tracing_event WHERE id = NEW.entry AND noun = 'step');
    ELSIF NEW.field = 'source' THEN
        UPDATE tracing_step SET source = '' WHERE public_id = (SELECT subject FROM tracing_event WHERE id = NEW.entry AND noun = 'step');
    ELSIF NEW.field = 'said' THEN
        UPDATE tracing_exchange SET said = NULL WHERE public_id = (SELECT subject FROM tracing_event WHERE id = NEW.entry AND noun = 'exchange');
    ELSIF NEW.field IN ('circumstances', 'justification', 'place', 'raw') THEN
        UPDATE tracing_request r SET identity = CASE WHEN NEW.field = 'raw' THEN r.identity - ARRAY['make_raw', 'model_raw', 'calibre_raw', 'type_raw', 'country_made_raw']
                                                     ELSE r.identity END,
            place = CASE WHEN NEW.field = 'place' THEN '' ELSE r.place END, circumstances = CASE WHEN NEW.field = 'circumstances' THEN NULL ELSE r.circumstances END,
            justification = CASE WHEN NEW.field = 'justification' THEN NULL ELSE r.justification END
        WHERE r.public_id = (SELECT subject FROM tracing_event WHERE id = NEW.entry AND noun = 'request')
          AND NOT EXISTS (SELECT FROM tracing_event e JOIN ledger_personal p ON p.entry = e.id AND p.field = NEW.field
                          WHERE e.subject = r.public_id AND e.id > NEW.entry);
    END IF;
    RETURN NEW;
END $$;
