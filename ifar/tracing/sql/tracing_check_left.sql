-- What leaves: in three forms only, and to a State that it is handed to never under the agreement of another.
-- By its own hand: what left to another State, or to a court, cannot be called back.
CREATE OR REPLACE FUNCTION tracing_check_left(e acts_event, is_now jsonb, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
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
    ELSIF e.details ->> 'form' = 'statement' AND NOT EXISTS (SELECT FROM documents_paper p JOIN ledger_entry l ON l.entry = p.issued
            WHERE p.about = e.subject AND p.kind = 'trace_statement' AND encode(sha256(l.canonical), 'hex') = e.details ->> 'hash') THEN
        RETURN 'there is no such paper';
    END IF;
    RETURN NULL;
END $$;
