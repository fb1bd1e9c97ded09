CREATE OR REPLACE FUNCTION programme_check_extract(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    said jsonb;
BEGIN
    IF NOT accounts_holds(written.actor, ARRAY['fund_officer']) THEN
        RETURN 'they do not keep the books';
    ELSIF NOT EXISTS (SELECT FROM programme_feed f WHERE f.public_id = is_now ->> 'feed' AND f.state = 'open') THEN
        RETURN 'there is no such finance system, or it is closed';
    ELSIF NOT EXISTS (SELECT FROM files_deposit d WHERE d.file_id = is_now ->> 'file' AND d.purpose = 'finance_extract') THEN
        RETURN 'its file was not deposited';
    END IF;
    SELECT jsonb_build_object('rows', count(*), 'matched', count(*) FILTER (WHERE r.outcome = 'matched'), 'booked', count(*) FILTER (WHERE r.outcome = 'booked'),
        'known', count(*) FILTER (WHERE r.outcome = 'known'), 'differing', count(*) FILTER (WHERE r.outcome = 'differing'),
        'quarantined', count(*) FILTER (WHERE r.outcome = 'quarantined')) INTO said FROM programme_extractrow r WHERE r.extract = e.subject;
    IF NOT is_now @> said THEN
        RETURN 'not every row is accounted for';
    ELSIF EXISTS (SELECT FROM programme_extractrow r WHERE r.extract = e.subject AND (r.feed <> is_now ->> 'feed' OR r.journal <> ''
                  AND NOT EXISTS (SELECT FROM programme_journal j WHERE j.public_id = r.journal))) THEN
        RETURN 'a row is of another finance system, or of no movement';
    ELSIF programme_extract_digest(e.subject) <> is_now ->> 'digest' THEN
        RETURN 'its rows say something else';
    END IF;
    RETURN NULL;
END $$;
