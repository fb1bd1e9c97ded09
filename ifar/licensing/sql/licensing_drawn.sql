-- The draw, by the rule of `licensing/draw.py`: SHA-256 of the seed followed by the token, the smallest first.
CREATE OR REPLACE FUNCTION licensing_drawn(round_id text, seed text, counts jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_array(r.stratum, r.token) ORDER BY r.stratum COLLATE "C", r.n), '[]')
    FROM (SELECT f.stratum, f.token,
                 row_number() OVER (PARTITION BY f.stratum ORDER BY encode(sha256(convert_to(seed || f.token, 'UTF8')), 'hex') COLLATE "C") AS n
          FROM licensing_frame(round_id) f) AS r
    WHERE r.n <= coalesce((counts ->> r.stratum)::integer, 0)
$$;
