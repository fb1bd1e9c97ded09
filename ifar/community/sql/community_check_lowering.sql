CREATE OR REPLACE FUNCTION community_check_lowering(e community_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    one CONSTANT text := community_in_force(written.actor);
    author text;
BEGIN
    IF is_now ->> 'noun' NOT IN ('topic', 'post', 'guide', 'collection', 'practice', 'gap', 'assistance', 'course') THEN
        RETURN 'there is no such kind of object';
    END IF;
    author := community_author_of(is_now ->> 'noun', e.subject);
    IF e.kind = 'given' THEN
        RETURN CASE WHEN one IS NULL OR is_now ->> 'member' <> one OR author IS NOT NULL THEN 'it is there, or another writes it' END;
    END IF;
    RETURN CASE WHEN one IS NULL OR author IS DISTINCT FROM one OR is_now ->> 'member' <> one THEN 'only the author lowers a mark' END;
END $$;
