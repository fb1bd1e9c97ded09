-- A record with what its act takes from the entry.
CREATE OR REPLACE FUNCTION acts_stamped(is_now jsonb, stamps jsonb, written ledger_entry) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    said record;
BEGIN
    IF stamps = '{}' THEN
        RETURN is_now;
    END IF;
    FOR said IN SELECT key AS name, rtrim(value, '?') AS what, value LIKE '%?' AS once FROM jsonb_each_text(stamps) LOOP
        IF NOT said.once OR coalesce(is_now ->> said.name, '') = '' THEN
            is_now := is_now || jsonb_build_object(said.name, CASE said.what WHEN 'actor' THEN to_jsonb(written.actor) WHEN 'entry' THEN to_jsonb(written.entry) ELSE to_jsonb(written.recorded_at) END);
        END IF;
    END LOOP;
    RETURN is_now;
END $$;
