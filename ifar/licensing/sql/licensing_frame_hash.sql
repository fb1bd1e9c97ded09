-- The hash of a frame, by the rule of `licensing/draw.py`: its lines `stratum token`, sorted by their bytes, each with a line feed.
CREATE OR REPLACE FUNCTION licensing_frame_hash(frame jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(l.line, '' ORDER BY l.line COLLATE "C"), ''), 'UTF8')), 'hex')
    FROM (SELECT (m ->> 0) || ' ' || (m ->> 1) || E'\n' AS line FROM jsonb_array_elements(frame) AS m) AS l
$$;
