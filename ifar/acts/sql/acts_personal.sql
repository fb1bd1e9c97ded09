-- A record with the values that stand apart from the log: `columns` says which value becomes which column; with a `+` before it, it is merged into it.
CREATE OR REPLACE FUNCTION acts_personal(is_now jsonb, columns jsonb, personal jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    said record;
BEGIN
    FOR said IN SELECT p.value AS value, ltrim(c.value, '+') AS name, c.value LIKE '+%' AS merged
                FROM jsonb_each_text(columns) c JOIN jsonb_each(personal) p ON p.key = c.key LOOP
        is_now := is_now || jsonb_build_object(said.name, CASE WHEN said.merged THEN (is_now -> said.name) || said.value ELSE said.value END);
    END LOOP;
    RETURN is_now;
END $$;
