-- What a mark is that nobody said more about.
CREATE OR REPLACE FUNCTION registry_bare_mark() RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT '{"text_status": "known", "script": "", "on_part": "", "place": "", "method": "", "condition": "intact",
             "confidence": 100, "image": "", "retired": false, "former_of": 0}'::jsonb
$$;
