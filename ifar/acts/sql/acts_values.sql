-- A record with what its act takes from the entry and from the values that stand apart from the log, and without what the act clears.
CREATE OR REPLACE FUNCTION acts_values(is_now jsonb, act acts_act, declared acts_record, stamps jsonb, written ledger_entry, personal jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    said record;
BEGIN
    FOR said IN SELECT key AS name, rtrim(value, '?') AS what, value LIKE '%?' AS once FROM jsonb_each_text(stamps) LOOP
        IF NOT said.once OR coalesce(is_now ->> said.name, '') = '' THEN
            is_now := is_now || jsonb_build_object(said.name, CASE said.what WHEN 'actor' THEN to_jsonb(written.actor) WHEN 'entry' THEN to_jsonb(written.entry) ELSE to_jsonb(written.recorded_at) END);
        END IF;
    END LOOP;
    IF personal <> '{}' THEN
        FOR said IN SELECT p.value AS value, ltrim(a.value, '+') AS name, a.value LIKE '+%' AS merged
                    FROM jsonb_each_text(act.personal) a JOIN jsonb_each(personal) p ON p.key = a.key LOOP
            is_now := is_now || jsonb_build_object(said.name, CASE WHEN said.merged THEN (is_now -> said.name) || said.value ELSE said.value END);
        END LOOP;
    END IF;
    RETURN is_now || (SELECT coalesce(jsonb_object_agg(name, declared.defaults -> name), '{}') FROM unnest(act.clears) AS name);
END $$;
