-- While the keys are rebuilt beside the live ones (`registry/search/rebuild.py`), notes whose keys somebody touches.
CREATE OR REPLACE FUNCTION registry_markkey_note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO registry_markkey_changed (firearm_id) VALUES (coalesce(NEW.firearm_id, OLD.firearm_id));
    RETURN NULL;
END $$;
