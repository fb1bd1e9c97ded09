CREATE OR REPLACE FUNCTION programme_check_difference(e programme_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
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
