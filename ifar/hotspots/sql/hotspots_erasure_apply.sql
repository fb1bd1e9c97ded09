-- What was personal, once it was lawfully erased: the column of that name, unless a later act said it anew.
CREATE OR REPLACE FUNCTION hotspots_erasure_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    was hotspots_event;
BEGIN
    SELECT e.* INTO was FROM hotspots_event e JOIN hotspots_act a ON a.noun = e.noun AND a.kind = e.kind
    WHERE e.id = NEW.entry AND NEW.field = ANY (a.personal);
    IF was.id IS NOT NULL AND NOT EXISTS (SELECT FROM hotspots_event e JOIN ledger_personal p ON p.entry = e.id AND p.field = NEW.field
                                          WHERE e.subject = was.subject AND e.n > was.n) THEN
        EXECUTE format('UPDATE %I SET %I = NULL WHERE public_id = $1', 'hotspots_' || was.noun, NEW.field) USING was.subject;
    END IF;
    RETURN NEW;
END $$;
