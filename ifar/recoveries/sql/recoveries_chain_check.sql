-- What an act of a chain sets is what it says: where it lies, under which seal, and every gap that it left.
-- By its own hand: custody is evidence: a gap that its act does not tell would be found by nobody later.
CREATE OR REPLACE FUNCTION recoveries_chain_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    gap CONSTANT text := e.details ->> 'gap';
BEGIN
    IF e.kind IN ('taken_in', 'handed', 'received', 'moved', 'refound') AND coalesce(nullif(is_now ->> 'room', ''), is_now ->> 'place')
          IS DISTINCT FROM e.details ->> (CASE WHEN e.kind = 'moved' THEN 'to_place' ELSE 'place' END) THEN
        RETURN 'it lies where the act says';
    ELSIF e.changes ? 'seal' AND is_now ->> 'seal' <> e.details ->> 'seal' THEN
        RETURN 'its seal is the one that the act says';
    ELSIF e.kind = 'explained' THEN
        IF is_now -> 'gaps' IS DISTINCT FROM (SELECT coalesce(jsonb_agg(g ORDER BY o), '[]') FROM jsonb_array_elements(was -> 'gaps')
                                              WITH ORDINALITY AS x(g, o) WHERE g ->> 'key' <> gap) THEN
            RETURN 'one gap is explained, and the others stay';
        END IF;
    ELSIF NOT (is_now -> 'gaps') @> coalesce(was -> 'gaps', '[]')
          OR ARRAY(SELECT g ->> 'key' FROM jsonb_array_elements(is_now -> 'gaps') AS g ORDER BY 1) IS DISTINCT FROM
             ARRAY(SELECT g ->> 'key' FROM jsonb_array_elements(coalesce(was -> 'gaps', '[]')) AS g
                   UNION SELECT recoveries_gaps_left(e, was, written) ORDER BY 1) THEN
        RETURN 'it does not tell the gaps that it leaves';
    END IF;
    RETURN NULL;
END $$;
