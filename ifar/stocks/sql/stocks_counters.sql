-- The accounts of whoever counted an arm: in the count that last read it, and in every later one that missed it or the place in which it lay (`stocks/lying.py`, `counters_of`).
CREATE OR REPLACE FUNCTION stocks_counters(arm text) RETURNS SETOF text LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH lay AS MATERIALIZED (
        SELECT p.id, p.n, p.changes ->> 'place' AS place FROM placement_event p WHERE p.record_type = 'placement' AND p.subject = arm
    ), counts AS MATERIALIZED (
        SELECT c.public_id, c.begun, (SELECT coalesce(sum(CASE r.kind WHEN 'noted' THEN 1 ELSE -1 END), 0) > 0
                FROM stocks_event r CROSS JOIN LATERAL jsonb_array_elements(r.details -> 'seen') s
                WHERE r.record_type = 'count' AND r.subject = c.public_id AND r.kind IN ('noted', 'taken_back') AND s ->> 0 = arm) AS read,
            c.differences @> jsonb_build_array(jsonb_build_object('label', arm, 'kind', 'missing')) OR coalesce(c.places ? (
                SELECT l.place FROM lay l WHERE l.id < c.begun ORDER BY l.n DESC LIMIT 1), false) AS concerns
        FROM stocks_count c WHERE c.state IN ('agreed', 'differs')
          AND (c.places ?| ARRAY(SELECT l.place FROM lay l WHERE l.place <> '') OR c.differences @> jsonb_build_array(jsonb_build_object('label', arm)))
    ) SELECT w.actor FROM counts c JOIN stocks_event r ON r.record_type = 'count' AND r.subject = c.public_id AND r.kind IN ('begun', 'noted', 'taken_back')
      JOIN ledger_entry w ON w.entry = r.id
      WHERE (c.read OR c.concerns) AND c.begun >= coalesce((SELECT max(k.begun::text)::uuid FROM counts k WHERE k.read), c.begun)
$$;
