-- The database's own check of an entry: its bytes say what its columns say, its time is now, a process of ours made it, its leaf is
-- computed here. With the owner's rights, because of the key.
-- By its own hand: an entry can never be changed or taken out, so a false one is refused before it has a leaf.
CREATE OR REPLACE FUNCTION ledger_entry_admit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE body CONSTANT jsonb := convert_from(NEW.canonical, 'UTF8')::jsonb;
BEGIN
    IF (NEW.recorded_at <= clock_timestamp() AND NEW.recorded_at >= clock_timestamp() - interval '5 minutes'
        AND NEW.schema ~ '^[a-z_]+(\.[a-z_]+)+/[0-9]+$' AND NEW.act ~ '^[a-z_]+(\.[a-z_]+)+$' AND NEW.actor <> '' AND NEW.object <> ''
        AND length(NEW.canonical) <= 65535 AND jsonb_typeof(body -> 'payload') = 'object'
        AND (body - 'payload') = jsonb_build_object(
            'schema', NEW.schema, 'entry', NEW.entry, 'act', NEW.act, 'actor', NEW.actor, 'agency', NEW.agency,
            'recorded_at', to_char(NEW.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'object', NEW.object, 'commitments', NEW.commitments, 'previous', NEW.previous)) IS NOT TRUE THEN
        IF NEW.recorded_at > clock_timestamp() OR NEW.recorded_at < clock_timestamp() - interval '5 minutes' THEN
            RAISE EXCEPTION 'ifar: an entry is recorded at the time of the database''s clock, not at %', NEW.recorded_at
                USING ERRCODE = 'check_violation';
        END IF;
        RAISE EXCEPTION 'ifar: the canonical bytes of entry % differ from its columns, or these are not of their form', NEW.entry
            USING ERRCODE = 'check_violation';
    END IF;
    IF length(NEW.voucher) = 65 IS NOT TRUE OR NOT EXISTS (
        SELECT FROM ledger_voucherkey k WHERE substr(NEW.voucher, 18, 16) = substr(
            sha256(k.outer_pad || sha256(k.inner_pad || substr(NEW.voucher, 1, 17) || NEW.canonical)), 1, 16)) THEN
        RAISE EXCEPTION 'ifar: no process of this installation vouches for entry %', NEW.entry
            USING ERRCODE = 'check_violation', HINT = 'After a change of the secret key run "ifar migrate".';
    END IF;
    NEW.leaf := sha256('\x00'::bytea || NEW.canonical);
    RETURN NEW;
END $$;
