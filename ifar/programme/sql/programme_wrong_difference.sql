-- What was corrected was corrected by movements that are there.
-- By its own hand: what was called corrected is looked for no more, so the movements that correct it are there.
CREATE OR REPLACE FUNCTION programme_wrong_difference(e acts_event, is_now jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN e.kind = 'settled' AND ((is_now ->> 'verdict' = 'corrected') <> (jsonb_array_length(is_now -> 'corrections') > 0)
          OR EXISTS (SELECT FROM jsonb_array_elements_text(is_now -> 'corrections') c
                     WHERE NOT EXISTS (SELECT FROM programme_journal j WHERE j.public_id = c.value))) THEN 'it was not corrected so' END
$$;
