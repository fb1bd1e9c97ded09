-- The words of a trace that lapsed: only what was said with that request, its links, or that exchange of experience, and only once it ended.
CREATE FUNCTION tracing_words_of(object text, entry uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM tracing_event t WHERE t.id = entry AND (
            t.subject = object
            OR t.subject IN (SELECT s.public_id FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id WHERE r.public_id = object)))
$$;

CREATE OR REPLACE FUNCTION ledger_erasure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said ledger_entry;
BEGIN
    SELECT * INTO said FROM ledger_entry e WHERE e.entry = NEW.erasure AND e.act IN ('parties.erased', 'words.erased')
        AND convert_from(e.canonical, 'UTF8')::jsonb -> 'payload' -> 'erased'
            @> jsonb_build_array(jsonb_build_object('entry', NEW.entry, 'field', NEW.field));
    IF said.entry IS NULL THEN
        RAISE EXCEPTION 'ifar: no erasure entry names % of entry %', NEW.field, NEW.entry USING ERRCODE = 'check_violation';
    ELSIF said.act = 'words.erased' AND NOT tracing_words_of(said.object, NEW.entry) THEN
        RAISE EXCEPTION 'ifar: % of entry % is no word of %', NEW.field, NEW.entry, said.object USING ERRCODE = 'check_violation';
    ELSIF said.act = 'words.erased' AND NOT EXISTS (SELECT FROM tracing_request r WHERE r.public_id = said.object AND r.ended_at IS NOT NULL)
          AND NOT EXISTS (SELECT FROM tracing_exchange x WHERE x.public_id = said.object AND x.form IN ('authorised', 'methods')) THEN
        RAISE EXCEPTION 'ifar: % has not ended', said.object USING ERRCODE = 'check_violation';
    END IF;
    DELETE FROM ledger_personal WHERE entry = NEW.entry AND field = NEW.field;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ifar: there is no % of entry % to erase', NEW.field, NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- The weaker of two agreements (`tracing/disclosure.py`); what is none counts as the weakest.
CREATE FUNCTION tracing_weaker(one text, other text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN coalesce(array_position(k.names, one), 0) <= coalesce(array_position(k.names, other), 0) THEN one ELSE other END
    FROM (SELECT ARRAY['none', 'iti', 'protocol', 'bilateral', 'mla']) AS k (names)
$$;

-- What covers an answer: what covered the request when it came, or what the directory says now, where it ever said anything and that is weaker.
CREATE FUNCTION tracing_covered(is_now jsonb) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN is_now ->> 'direction' = 'incoming'
                     AND EXISTS (SELECT FROM reference_tracedesk d WHERE d.country_id = is_now ->> 'country' AND d.agreement <> '')
        THEN tracing_weaker(is_now ->> 'agreement', tracing_agreement(is_now ->> 'country')) ELSE is_now ->> 'agreement' END
$$;

-- What leaves: in three forms only, and to a State that it is handed to never under the agreement of another.
CREATE OR REPLACE FUNCTION tracing_check_left(e tracing_event, is_now jsonb, personal jsonb) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    handed CONSTANT boolean := e.kind = 'disclosed' AND e.details ->> 'form' = 'hand_over';
    paper CONSTANT boolean := e.kind = 'disclosed' AND e.details ->> 'form' IS DISTINCT FROM 'file';
    outgoing CONSTANT boolean := is_now ->> 'direction' = 'outgoing';
    -- For a court of this State its own law stands where an agreement would. What another State asked is handed on under the weaker agreement.
    agreement CONSTANT text := CASE WHEN is_now ->> 'direction' = 'domestic' OR paper AND outgoing THEN 'mla'
        WHEN handed THEN tracing_weaker(tracing_covered(is_now), tracing_agreement(e.details ->> 'to')) ELSE tracing_covered(is_now) END;
BEGIN
    IF e.kind = 'disclosed' AND NOT coalesce(e.details ->> 'form' IN ('file', 'statement', 'hand_over'), false) THEN
        RETURN 'nothing leaves in such a form';
    ELSIF e.kind = 'disclosed' AND NOT coalesce(e.details ->> 'hash' ~ '^[0-9a-f]{64}$', false) THEN
        RETURN 'it does not say which document it is';
    ELSIF handed AND is_now ->> 'direction' <> 'incoming' AND tracing_agreement(e.details ->> 'to') <> 'mla' THEN
        RETURN 'no legal assistance is agreed with that State';
    ELSIF e.details ->> 'agreement' IS DISTINCT FROM agreement OR e.details ->> 'ground' IS DISTINCT FROM is_now ->> 'ground'
       -- For legal assistance it goes to whichever State asks for that.
       OR e.details ->> 'to' IS DISTINCT FROM is_now ->> 'country' AND NOT (handed AND e.details ->> 'to' ~ '^[A-Z]{2}$') THEN
        RETURN 'its agreement, its ground or its State is another''s';
    ELSIF outgoing AND NOT paper THEN
        RETURN CASE WHEN e.details -> 'left' <> '[]' THEN 'nothing leaves with what another said' END;
    ELSIF EXISTS (SELECT FROM jsonb_array_elements_text(e.details -> 'left') datum WHERE NOT EXISTS (
            SELECT FROM tracing_rule r WHERE r.datum = datum.value AND agreement = ANY (r.agreements)
            AND NOT (is_now ->> 'ground') = ANY (r.held_by))) THEN
        RETURN 'the rules keep some of what leaves';
    ELSIF e.kind <> 'disclosed' AND e.details -> 'left' IS DISTINCT FROM coalesce(
            (SELECT jsonb_agg(k ORDER BY k COLLATE "C") FROM jsonb_object_keys(coalesce(personal -> 'answer', '{}')) k), '[]') THEN
        RETURN 'another thing leaves than it says';
    ELSIF e.kind = 'disclosed' AND NOT paper AND NOT EXISTS (SELECT FROM tracing_exchange x WHERE x.request = e.subject AND x.state = 'sent'
                                               AND x.form = 'answer' AND x.hash = e.details ->> 'hash') THEN
        RETURN 'there is no such file';
    ELSIF e.details ->> 'form' = 'statement' AND NOT EXISTS (SELECT FROM papers_paper p JOIN ledger_entry l ON l.entry = p.issued
            WHERE p.about = e.subject AND p.kind = 'trace_statement' AND encode(sha256(l.canonical), 'hex') = e.details ->> 'hash') THEN
        RETURN 'there is no such paper';
    END IF;
    RETURN NULL;
END $$;
