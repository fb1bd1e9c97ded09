-- A full tile and a leaf's place never change; a tile only grows.
-- By its own hand: witnesses signed a root over what stands in the tiles: a changed one would contradict them.
CREATE OR REPLACE FUNCTION ledger_tile_grow() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.level <> OLD.level OR NEW.index <> OLD.index OR length(NEW.hashes) <= length(OLD.hashes)
       OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'ifar: a tile only grows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
