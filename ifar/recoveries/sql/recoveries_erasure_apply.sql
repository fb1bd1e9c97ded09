-- What was personal, once it was lawfully erased.
CREATE OR REPLACE FUNCTION recoveries_erasure_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.field = 'described' THEN
        UPDATE recoveries_person SET described = NULL WHERE entry = NEW.entry;
    ELSIF NEW.field = 'narrative' THEN
        UPDATE recoveries_case SET narrative = NULL
        WHERE public_id = (SELECT subject FROM recoveries_event WHERE id = NEW.entry AND noun = 'case')
          AND NOT EXISTS (SELECT FROM recoveries_event e JOIN ledger_personal p ON p.entry = e.id AND p.field = 'narrative'
                          WHERE e.subject = recoveries_case.public_id AND e.id > NEW.entry);
    END IF;
    RETURN NEW;
END $$;
