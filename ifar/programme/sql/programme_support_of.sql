-- A journal says one movement: its lines are those that the rule (`postings.py`) makes of the movement, its amount and its rate, on a day that has
-- come and is not closed, for a project that goes on. Whoever acts on what an act stands upon waits for it.
CREATE OR REPLACE FUNCTION programme_support_of(amount numeric, percent numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT round((amount * percent)::numeric(100, 30) / (100 + percent), 2)
$$;
