-- What comes out of a file of others says what its act says: every row is there before the act, and the act commits to all.
-- By its own hand: an entry and its rows say the same: the act commits to every activity of the file.
CREATE OR REPLACE FUNCTION programme_wrong_othersfile(e acts_event, is_now jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    rows bigint;
    lost bigint;
BEGIN
    SELECT count(*), count(*) FILTER (WHERE a.gone) INTO rows, lost FROM programme_othersactivity a WHERE a.othersfile = e.subject;
    RETURN CASE WHEN NOT EXISTS (SELECT FROM files_deposit d WHERE d.file_id = is_now ->> 'file' AND d.purpose = 'iati_file') THEN 'its file was not deposited'
        WHEN lost <> (is_now ->> 'gone')::bigint OR rows - lost <> (is_now ->> 'fresh')::bigint + (is_now ->> 'revised')::bigint
            THEN 'its activities are other ones'
        WHEN programme_others_digest(e.subject) <> is_now ->> 'digest' THEN 'its activities say something else' END;
END $$;
