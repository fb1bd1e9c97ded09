-- What a hub takes in: a package of a known form, kept as it came, signed by somebody, in the order of `receiving.py`; or an official file,
-- which nobody signs. Of what it refuses it keeps the head, and no figure.
CREATE FUNCTION returns_received_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    last returns_received;
    latest integer;
    made text;
    wrong text := '';
BEGIN
    PERFORM pg_advisory_xact_lock(1767268731, hashtext(NEW.sender));
    IF NEW.reason <> '' THEN
        IF NEW.reason NOT IN ('unreadable', 'form', 'unknown_sender', 'altered', 'resigned', 'misdirected', 'expired', 'ahead', 'replayed', 'older',
                              'unrelated', 'large')
           OR NEW.kind NOT IN ('', 'edition', 'withdrawal') OR NEW.form <> '' OR NEW.year <> 0 OR NEW.edition <> 0 OR NEW.cells <> '[]'
           OR NEW.consent <> '[]' OR NEW.replaces || NEW.note || NEW.conditions || NEW.made_at || NEW.name <> '' THEN
            wrong := 'of a package that is refused only the head is kept';
        END IF;
    ELSIF NEW.kind = 'file' THEN
        IF NEW.sender = '' OR NEW.form <> 'iafq' OR NEW.year <= 0 OR NEW.edition <> 0 OR jsonb_typeof(NEW.cells) <> 'array' OR NEW.cells = '[]'
           OR NEW.consent <> '[]'
           OR NEW.register || NEW.message || NEW.replaces || NEW.note || NEW.conditions || NEW.key || NEW.made_at <> '' THEN
            wrong := 'an official file has figures of a State and a year, and no signer';
        END IF;
    ELSIF NEW.kind NOT IN ('edition', 'withdrawal') OR NEW.form NOT IN ('iafq', 'unroca', 'att', 'poa', 'eu')
          OR NEW.year NOT BETWEEN 1900 AND 2200 OR NEW.edition <= 0 OR NEW.sender !~ '^[A-Z]{3}$' OR NEW.key = '' OR NEW.register = ''
          OR NEW.message !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
          OR NEW.made_at !~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$' OR NEW.name <> '' OR jsonb_typeof(NEW.consent) <> 'array'
          OR NOT NEW.consent <@ '["compare", "share", "publish"]' OR jsonb_typeof(NEW.cells) <> 'array'
          OR (NEW.cells = '[]') IS DISTINCT FROM (NEW.kind = 'withdrawal') THEN
        wrong := 'it is no package of a State';
    ELSIF NOT EXISTS (SELECT FROM files_deposit d WHERE d.file_id = NEW.hash AND d.purpose = 'return_package') THEN
        wrong := 'the package itself is not kept';
    ELSE
        SELECT * INTO last FROM returns_received r
        WHERE r.sender = NEW.sender AND r.form = NEW.form AND r.year = NEW.year AND r.reason = '' AND r.kind <> 'file'
        ORDER BY r.at DESC, r.entry DESC LIMIT 1;
        SELECT max(r.edition), max(r.made_at COLLATE "C") INTO latest, made FROM returns_received r
        WHERE r.sender = NEW.sender AND r.form = NEW.form AND r.year = NEW.year AND r.reason = '' AND r.kind <> 'file';
        IF NEW.kind = 'withdrawal' THEN
            IF last.kind IS DISTINCT FROM 'edition' OR NEW.replaces <> last.message THEN
                wrong := 'it withdraws nothing that holds';
            END IF;
        ELSIF NEW.edition < latest OR NEW.made_at COLLATE "C" < made THEN
            wrong := 'something later was here';
        ELSIF last.kind = 'edition' AND NEW.replaces <> last.message
              OR last.kind IS DISTINCT FROM 'edition' AND NEW.replaces <> '' AND (NEW.edition = latest OR EXISTS (
                  SELECT FROM returns_received r WHERE r.sender = NEW.sender AND r.form = NEW.form AND r.year = NEW.year AND r.reason = ''
                  AND r.kind <> 'file' AND r.message = NEW.replaces)) THEN
            wrong := 'it replaces nothing that holds';
        END IF;
    END IF;
    IF wrong <> '' THEN
        RAISE EXCEPTION 'ifar: a hub does not take in % of % %: %', NEW.kind, NEW.form, NEW.year, wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_admit BEFORE INSERT ON returns_received FOR EACH ROW EXECUTE FUNCTION returns_received_admit();
ALTER TABLE returns_received ENABLE ALWAYS TRIGGER c_admit;

-- What any version of a year kept back, all later ones keep back, not only the next.
CREATE OR REPLACE FUNCTION returns_publication_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.number <> 1 + (SELECT count(*) FROM returns_publication e WHERE e.year = NEW.year) THEN
        RAISE EXCEPTION 'ifar: version % of % does not follow the one before it', NEW.number, NEW.year USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.at IS DISTINCT FROM (SELECT l.recorded_at FROM ledger_entry l WHERE l.entry = NEW.entry) THEN
        RAISE EXCEPTION 'ifar: open data are as old as their entry' USING ERRCODE = 'check_violation';
    END IF;
    -- The smallest count that is published, in the database too: no cell says less, but for zero.
    IF EXISTS (SELECT FROM jsonb_array_elements(NEW.tables) t, jsonb_array_elements(t -> 2) v
               WHERE v <> 'null' AND v::bigint > 0 AND v::bigint < NEW.threshold) THEN
        RAISE EXCEPTION 'ifar: a cell of the open data is smaller than %', NEW.threshold USING ERRCODE = 'check_violation';
    END IF;
    -- The difference of two versions would tell what one of them keeps back; tables whose nodes changed only the service compares.
    IF EXISTS (SELECT FROM returns_publication e, jsonb_array_elements(e.tables) t, jsonb_array_elements(NEW.tables) u,
               jsonb_array_elements(t -> 2) WITH ORDINALITY v(value, n), jsonb_array_elements(u -> 2) WITH ORDINALITY w(value, n)
               WHERE e.year = NEW.year AND e.number < NEW.number AND t -> 0 = u -> 0 AND t -> 1 = u -> 1 AND v.n = w.n
               AND v.value = 'null' AND w.value <> 'null') THEN
        RAISE EXCEPTION 'ifar: a cell that the version before kept back is published' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
