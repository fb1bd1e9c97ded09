-- Every row of an extract is accounted for, is there before the act, and the act commits to all.
-- By its own hand: an entry and its rows say the same: the act commits to every row of the file.
CREATE OR REPLACE FUNCTION programme_wrong_extract(e acts_event, is_now jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    said jsonb;
BEGIN
    SELECT jsonb_build_object('rows', count(*), 'matched', count(*) FILTER (WHERE r.outcome = 'matched'), 'booked', count(*) FILTER (WHERE r.outcome = 'booked'),
        'known', count(*) FILTER (WHERE r.outcome = 'known'), 'differing', count(*) FILTER (WHERE r.outcome = 'differing'),
        'quarantined', count(*) FILTER (WHERE r.outcome = 'quarantined')) INTO said FROM programme_extractrow r WHERE r.extract = e.subject;
    RETURN CASE WHEN NOT EXISTS (SELECT FROM files_deposit d WHERE d.file_id = is_now ->> 'file' AND d.purpose = 'finance_extract')
            THEN 'its file was not deposited'
        WHEN NOT is_now @> said THEN 'not every row is accounted for'
        WHEN EXISTS (SELECT FROM programme_extractrow r WHERE r.extract = e.subject AND (r.feed <> is_now ->> 'feed' OR r.journal <> ''
                     AND NOT EXISTS (SELECT FROM programme_journal j WHERE j.public_id = r.journal))) THEN 'a row is of another finance system, or of no movement'
        WHEN programme_extract_digest(e.subject) <> is_now ->> 'digest' THEN 'its rows say something else' END;
END $$;
