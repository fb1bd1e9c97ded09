-- Words of an identity that no list has a code for, once they were lawfully erased: they stand among the rest, unless a later act said them anew.
CREATE OR REPLACE FUNCTION tracing_erase() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    UPDATE tracing_request r SET identity = r.identity - ARRAY['make_raw', 'model_raw', 'calibre_raw', 'type_raw', 'country_made_raw']
    FROM ledger_entry l WHERE l.entry = NEW.entry AND l.object = r.public_id
    AND NOT EXISTS (SELECT FROM ledger_entry o WHERE o.object = l.object AND o.id > l.id AND o.commitments ? NEW.field);
    RETURN NEW;
END $$;
