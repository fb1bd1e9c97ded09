-- What a hub takes in: a package of a known form, kept as it came, signed by somebody, in the order of `receiving.py`; or an official file,
-- which nobody signs. Of what it refuses it keeps the head, and no figure.
-- By its own hand: two packages of one State at once wait for each other, and what another State said is kept as it came.
CREATE OR REPLACE FUNCTION returns_received_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
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
