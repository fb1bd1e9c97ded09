-- The ledger's own refusals. Plain SQL, owned by the owner role, ENABLE ALWAYS, so that no session setting switches them off.

CREATE TABLE ledger_entry (
    id bigint GENERATED ALWAYS AS IDENTITY,
    entry uuid NOT NULL,
    schema text NOT NULL CHECK (schema ~ '^[a-z_]+(\.[a-z_]+)+/[0-9]+$'),
    act text NOT NULL CHECK (act ~ '^[a-z_]+(\.[a-z_]+)+$'),
    actor text NOT NULL CHECK (actor <> ''),
    agency text NOT NULL,
    recorded_at timestamptz NOT NULL,
    object text NOT NULL CHECK (object <> ''),
    previous uuid,
    commitments jsonb NOT NULL,
    canonical bytea NOT NULL CHECK (length(canonical) <= 65535),
    leaf bytea NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX ledger_entry_entry ON ledger_entry (entry);
CREATE INDEX ledger_entry_object ON ledger_entry (object, id);
CREATE INDEX ledger_entry_actor ON ledger_entry (actor, id);

-- Why a row may not be changed: the message names the table, so that the log of the server says what was tried.
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ifar: % on % is refused; records are corrected by new records, never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- Makes a table insert-only, partitions included.
CREATE FUNCTION ledger_make_insert_only(name regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE part regclass;
BEGIN
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION ledger_refuse()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_change', name);
    FOR part IN SELECT relid FROM pg_partition_tree(name) UNION SELECT name LOOP
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', part);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', part);
    END LOOP;
END $$;

-- Partitions of ten million rows; the default one takes what comes after, until `ifar migrate` has made the next ones.
CREATE FUNCTION ledger_make_partitions(name regclass, number integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE width bigint := 10000000;
BEGIN
    FOR n IN 0 .. number - 1 LOOP
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %s FOR VALUES FROM (%s) TO (%s)',
                       name::text || '_p' || n, name, n * width, (n + 1) * width);
    END LOOP;
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %s DEFAULT', name::text || '_rest', name);
END $$;
SELECT ledger_make_partitions('ledger_entry', 4);

-- Appenders share this lock until they commit; the sequencer takes it alone just to read max(id). Taken per statement and
-- before the identity is drawn, so that an id below that maximum can never be committed afterwards.
-- An assignment, because PERFORM would run a whole statement for it.
CREATE FUNCTION ledger_entry_lock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held text := pg_advisory_xact_lock_shared(1767268722, 1);
BEGIN
    RETURN NULL;
END $$;
CREATE TRIGGER a_lock BEFORE INSERT ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_lock();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER a_lock;

-- The database's own check of an entry: its bytes say what its columns say, its time is now, its leaf is computed here.
CREATE FUNCTION ledger_entry_admit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE body jsonb := convert_from(NEW.canonical, 'UTF8')::jsonb;
BEGIN
    IF NEW.recorded_at > clock_timestamp() OR NEW.recorded_at < clock_timestamp() - interval '5 minutes' THEN
        RAISE EXCEPTION 'ifar: an entry is recorded at the time of the database''s clock, not at %', NEW.recorded_at
            USING ERRCODE = 'check_violation';
    END IF;
    IF (body - 'payload') IS DISTINCT FROM jsonb_build_object(
            'schema', NEW.schema, 'entry', NEW.entry, 'act', NEW.act, 'actor', NEW.actor, 'agency', NEW.agency,
            'recorded_at', to_char(NEW.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'object', NEW.object, 'commitments', NEW.commitments, 'previous', NEW.previous)
       OR jsonb_typeof(body -> 'payload') IS DISTINCT FROM 'object' THEN
        RAISE EXCEPTION 'ifar: the canonical bytes of entry % differ from its columns', NEW.entry
            USING ERRCODE = 'check_violation';
    END IF;
    NEW.leaf := sha256('\x00'::bytea || NEW.canonical);
    RETURN NEW;
END $$;
CREATE TRIGGER b_admit BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_admit();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER b_admit;

-- What an act's own row must be able to say: the payload of the entry that carries the same identifier.
CREATE FUNCTION ledger_payload(of_entry uuid) RETURNS jsonb LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT convert_from(canonical, 'UTF8')::jsonb -> 'payload' FROM ledger_entry WHERE entry = of_entry
$$;

-- A lawful erasure: allowed when an erasure entry names the value; deletes value and salt, leaves the commitment.
CREATE FUNCTION ledger_erasure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_entry e WHERE e.entry = NEW.erasure AND e.act = 'parties.erased'
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
CREATE TRIGGER apply AFTER INSERT ON ledger_erasure FOR EACH ROW EXECUTE FUNCTION ledger_erasure_apply();
ALTER TABLE ledger_erasure ENABLE ALWAYS TRIGGER apply;

CREATE FUNCTION ledger_personal_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM ledger_erasure WHERE entry = OLD.entry AND field = OLD.field) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'ifar: % on % is refused; personal values go by a lawful erasure only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON ledger_personal FOR EACH ROW EXECUTE FUNCTION ledger_personal_keep();
ALTER TABLE ledger_personal ENABLE ALWAYS TRIGGER refuse_change;
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger_personal FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE ledger_personal ENABLE ALWAYS TRIGGER refuse_truncate;

-- A personal value must be what its entry committed to: checked on the way in, like the entry itself.
CREATE FUNCTION ledger_personal_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF length(NEW.salt) <> 32 OR NOT EXISTS (SELECT FROM ledger_entry WHERE entry = NEW.entry AND commitments ? NEW.field) THEN
        RAISE EXCEPTION 'ifar: entry % commits to no %', NEW.entry, NEW.field USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER admit BEFORE INSERT ON ledger_personal FOR EACH ROW EXECUTE FUNCTION ledger_personal_admit();
ALTER TABLE ledger_personal ENABLE ALWAYS TRIGGER admit;

-- A full tile and a leaf's place never change; a tile only grows.
CREATE FUNCTION ledger_tile_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.level <> OLD.level OR NEW.index <> OLD.index OR length(NEW.hashes) <= length(OLD.hashes)
       OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'ifar: a tile only grows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grow BEFORE UPDATE ON ledger_tile FOR EACH ROW EXECUTE FUNCTION ledger_tile_grow();
ALTER TABLE ledger_tile ENABLE ALWAYS TRIGGER grow;
CREATE TRIGGER refuse_delete BEFORE DELETE ON ledger_tile FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
ALTER TABLE ledger_tile ENABLE ALWAYS TRIGGER refuse_delete;
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger_tile FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE ledger_tile ENABLE ALWAYS TRIGGER refuse_truncate;

SELECT ledger_make_insert_only('ledger_entry');
SELECT ledger_make_insert_only('ledger_erasure');
SELECT ledger_make_insert_only('ledger_leaf');
SELECT ledger_make_insert_only('ledger_checkpoint');
SELECT ledger_make_insert_only('ledger_cosignature');
SELECT ledger_make_insert_only('ledger_key');
