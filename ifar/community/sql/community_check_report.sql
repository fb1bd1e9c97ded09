-- Reports: who moderates the space decides, of what another wrote and another reported; another hears the appeal, at last the secretariat.
-- By its own hand: separation of duties: who wrote, reported or decided is not who decides, or hears the appeal.
CREATE OR REPLACE FUNCTION community_check_report(e acts_event, was jsonb, is_now jsonb, one text, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    -- An appeal that nobody else who moderates the space may hear, the secretariat hears, member or not: but not who decided, wrote or reported it.
    IF e.kind IN ('upheld', 'overturned') AND (one IS NULL OR NOT community_moderates(one, was ->> 'space')) THEN
        RETURN CASE
            WHEN NOT accounts_holds(written.actor, ARRAY['community_secretary']) THEN 'they do not moderate it'
            WHEN community_heard_here(was ->> 'space', was ->> 'author', was ->> 'by', was ->> 'decided_by') THEN 'another moderator of the space hears it'
            WHEN EXISTS (SELECT FROM community_member m WHERE m."user" = ANY (accounts_people(written))
                         AND m.public_id IN (was ->> 'author', was ->> 'by', was ->> 'decided_by')) THEN 'they decided, wrote or reported it'
            WHEN is_now ->> 'appeal_by' IS DISTINCT FROM coalesce(one, written.actor) THEN 'another hears it' END;
    END IF;
    IF one IS NULL THEN
        RETURN 'they are no member now';
    ELSIF e.kind = 'made' THEN
        IF is_now ->> 'by' IS DISTINCT FROM one OR NOT community_stands(is_now ->> 'object_type', is_now ->> 'about', is_now ->> 'space', is_now ->> 'author') THEN
            RETURN 'there is no such thing';
        ELSIF NOT community_moderates(one, is_now ->> 'space') AND 10 <= (
                SELECT count(*) FROM community_report r JOIN community_event m ON m.subject = r.public_id AND m.record_type = 'report' AND m.n = 1
                JOIN ledger_entry l ON l.entry = m.id WHERE r.by = one AND l.recorded_at > written.recorded_at - interval '1 hour') THEN
            RETURN 'they have reported so much within the hour';
        END IF;
        RETURN NULL;
    ELSIF e.kind = 'appealed' THEN
        RETURN CASE WHEN one <> is_now ->> 'author' THEN 'another wrote it' END;
    ELSIF NOT community_moderates(one, is_now ->> 'space') OR one = is_now ->> 'author' THEN
        RETURN 'they do not moderate it, or wrote it';
    ELSIF one = was ->> 'by' AND NOT (e.kind = 'hidden' AND EXISTS (
            -- Reported and hidden in one go, in one transaction: against that the author appeals to another.
            SELECT FROM community_event m JOIN ledger_entry l ON l.entry = m.id
            WHERE m.subject = e.subject AND m.record_type = 'report' AND m.n = 1 AND l.recorded_at >= transaction_timestamp())) THEN
        RETURN 'another than who reported it decides';
    ELSIF e.kind IN ('upheld', 'overturned') AND (is_now ->> 'appeal_by' <> one OR EXISTS (
            SELECT FROM community_member m WHERE m."user" = ANY (accounts_people(written)) AND m.public_id = was ->> 'decided_by')) THEN
        RETURN 'another moderator than who decided hears the appeal';
    ELSIF e.kind IN ('dismissed', 'hidden', 'warned', 'frozen') AND is_now ->> 'decided_by' <> one THEN
        RETURN 'another decided';
    END IF;
    RETURN NULL;
END $$;
