-- A search that is open keeps the keys by which what comes in later meets it: without them it would find nothing any more, and say nothing of it.
-- By its own hand: a search without its keys meets nothing and says nothing, and what it missed does not come again.
CREATE OR REPLACE FUNCTION registry_savedsearchkey_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    -- Keys follow the rules of this version of the program (marks.KEYS_VERSION); newer rules say so here.
    newest CONSTANT smallint := 4;
BEGIN
    -- The owner makes keys anew where verification names some (ifar rebuild-search-keys).
    IF pg_has_role((SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM registry_savedsearch WHERE id = OLD.search_id AND closed = '') THEN
            RAISE EXCEPTION 'ifar: search % is open and keeps its keys', OLD.search_id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.version > newest OR cardinality(NEW.keys) = 0 THEN
        RAISE EXCEPTION 'ifar: search % has no such keys', NEW.search_id USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.search_id <> OLD.search_id OR NEW.version <= OLD.version) THEN
        RAISE EXCEPTION 'ifar: the keys of search % change with their rules alone', OLD.search_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
