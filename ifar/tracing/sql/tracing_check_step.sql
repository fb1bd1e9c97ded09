-- The same of a link of a chain.
-- By its own hand: separation of duties: who asks a trader does not answer in the trader's stead, or cut the time for it.
CREATE OR REPLACE FUNCTION tracing_check_step(e acts_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    -- Those whose the request is: who asked, or keeps it, and who answers.
    desk CONSTANT text[] := (SELECT ARRAY[a.public_id, r.office] FROM tracing_request r JOIN accounts_agency a ON a.id = r.agency_id
                             WHERE r.id = (is_now ->> 'request_id')::bigint);
    due CONSTANT timestamptz := (is_now ->> 'due_at')::timestamptz;
BEGIN
    IF was IS NULL AND written.agency <> ALL (desk) THEN
        RETURN 'it is another office''s to ask';
    ELSIF e.kind = 'asked' AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'asked' AND NOT a.closed
                                           AND NOT books_is_closed(a.public_id) AND a.kind IN ('maker', 'dealer')) THEN
        RETURN 'there is nobody who could answer';
    ELSIF e.kind = 'asked' AND (due IS NULL OR due NOT BETWEEN written.recorded_at + interval '23 hours 59 minutes' AND written.recorded_at + interval '24 hours') THEN
        RETURN 'its term is not that of a trader';
    ELSIF e.kind = 'failed' AND written.agency <> ALL (desk || (was ->> 'asked')) THEN
        RETURN 'another was asked';
    ELSIF e.kind = 'failed' AND is_now ->> 'failure' <> 'withdrawn' AND (CASE WHEN written.agency = was ->> 'asked' THEN is_now ->> 'failure' = 'no_answer'
            ELSE is_now ->> 'failure' NOT IN ('no_answer', 'out_of_business') OR written.recorded_at < due END) THEN
        RETURN 'a trader answers in the own time, and nobody in the trader''s stead';
    ELSIF is_now ->> 'to_whom' <> '' AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'to_whom')
          AND NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = is_now ->> 'to_whom') THEN
        RETURN 'there is nobody of that number';
    END IF;
    RETURN NULL;
END $$;
