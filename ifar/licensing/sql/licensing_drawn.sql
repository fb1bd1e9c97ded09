-- The draw, by the rule of `licensing/draw.py`: SHA-256 of the seed followed by the token, the smallest first. A frame is a list of stratum and token,
-- whatever follows them.
CREATE OR REPLACE FUNCTION licensing_drawn(frame jsonb, seed text, counts jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_array(r.stratum, r.token) ORDER BY r.stratum COLLATE "C", r.n), '[]')
    FROM (SELECT m ->> 0 AS stratum, m ->> 1 AS token,
                 row_number() OVER (PARTITION BY m ->> 0 ORDER BY encode(sha256(convert_to(seed || (m ->> 1), 'UTF8')), 'hex') COLLATE "C") AS n
          FROM jsonb_array_elements(frame) AS m) AS r
    WHERE r.n <= coalesce((counts ->> r.stratum)::integer, 0)
$$;
