-- What comes out of files of others says what its act says: every row is there before the act, none comes later, and the act commits to all.

CREATE FUNCTION programme_others_digest(of text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT encode(sha256(coalesce(string_agg(sha256(convert_to(jsonb_build_array(a.publisher, a.identifier, a.title, a.status, a.gone, to_jsonb(a.countries),
        to_jsonb(a.outcomes), a.fingerprint, a.said)::text, 'UTF8')), ''::bytea ORDER BY a.publisher COLLATE "C", a.identifier COLLATE "C"), ''::bytea)), 'hex')
    FROM programme_othersactivity a WHERE a.othersfile = of
$$;

CREATE FUNCTION programme_extract_digest(of text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT encode(sha256(coalesce(string_agg(sha256(convert_to(jsonb_build_array(r.line, r.feed, r.outcome, r.key, r.figures, r.journal, r.code, r.params)::text,
        'UTF8')), ''::bytea ORDER BY r.line), ''::bytea)), 'hex')
    FROM programme_extractrow r WHERE r.extract = of
$$;

CREATE FUNCTION programme_check_othersfile(e programme_event, is_now jsonb) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
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

CREATE FUNCTION programme_check_extract(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
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

CREATE FUNCTION programme_check_difference(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT accounts_holds(written.actor, ARRAY['fund_officer']) THEN
        RETURN 'they do not keep the books';
    ELSIF NOT EXISTS (SELECT FROM programme_extract x WHERE x.public_id = is_now ->> 'extract' AND x.feed = is_now ->> 'feed') THEN
        RETURN 'there is no such extract';
    ELSIF NOT EXISTS (SELECT FROM programme_journal j WHERE j.public_id = is_now ->> 'journal') THEN
        RETURN 'there is no such movement';
    ELSIF e.kind = 'settled' AND ((is_now ->> 'verdict' = 'corrected') <> (jsonb_array_length(is_now -> 'corrections') > 0)
          OR EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'corrections') c
                     WHERE NOT EXISTS (SELECT FROM programme_journal j WHERE j.public_id = c.value))) THEN
        RETURN 'it was not corrected so';
    END IF;
    RETURN NULL;
END $$;

-- What is asked of the other nouns stays as it is, whatever it is by now.
ALTER FUNCTION programme_check(programme_event, jsonb, jsonb, ledger_entry) RENAME TO programme_check_before_files;
CREATE FUNCTION programme_check(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN CASE e.noun
        WHEN 'othersfile' THEN programme_check_othersfile(e, is_now)
        WHEN 'feed' THEN CASE WHEN NOT accounts_holds(written.actor, ARRAY['fund_officer']) THEN 'they do not keep the books' END
        WHEN 'extract' THEN programme_check_extract(e, is_now, written)
        WHEN 'difference' THEN programme_check_difference(e, is_now, written)
        ELSE programme_check_before_files(e, was, is_now, written) END;
END $$;

-- Rows come before the act that tells of them, and not later.
CREATE FUNCTION programme_rows_before() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM programme_event e WHERE e.subject = to_jsonb(NEW) ->> TG_ARGV[0]) THEN
        RAISE EXCEPTION 'ifar: % was taken over already', to_jsonb(NEW) ->> TG_ARGV[0] USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER before_act BEFORE INSERT ON programme_othersactivity FOR EACH ROW EXECUTE FUNCTION programme_rows_before('othersfile');
ALTER TABLE programme_othersactivity ENABLE ALWAYS TRIGGER before_act;
CREATE TRIGGER before_act BEFORE INSERT ON programme_extractrow FOR EACH ROW EXECUTE FUNCTION programme_rows_before('extract');
ALTER TABLE programme_extractrow ENABLE ALWAYS TRIGGER before_act;

SELECT ledger_make_insert_only('programme_othersactivity');
SELECT ledger_make_insert_only('programme_extractrow');
DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['programme_othersfile', 'programme_feed', 'programme_extract', 'programme_difference']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
