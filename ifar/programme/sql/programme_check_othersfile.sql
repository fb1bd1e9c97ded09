CREATE OR REPLACE FUNCTION programme_check_othersfile(e programme_event, is_now jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    rows bigint;
    lost bigint;
BEGIN
    SELECT count(*), count(*) FILTER (WHERE a.gone) INTO rows, lost FROM programme_othersactivity a WHERE a.othersfile = e.subject;
    IF NOT EXISTS (SELECT FROM files_deposit d WHERE d.file_id = is_now ->> 'file' AND d.purpose = 'iati_file') THEN
        RETURN 'its file was not deposited';
    ELSIF lost <> (is_now ->> 'gone')::bigint OR rows - lost <> (is_now ->> 'fresh')::bigint + (is_now ->> 'revised')::bigint THEN
        RETURN 'its activities are other ones';
    ELSIF programme_others_digest(e.subject) <> is_now ->> 'digest' THEN
        RETURN 'its activities say something else';
    END IF;
    RETURN NULL;
END $$;
