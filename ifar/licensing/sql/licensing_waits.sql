-- For how many days whoever buys from a trader under a licence of a kind waits: the shortest term that names the kind, else that for all; 0 where none is.
CREATE OR REPLACE FUNCTION licensing_waits(kind text) RETURNS integer
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(
        min(t.days) FILTER (WHERE kind = ANY (string_to_array(t.kinds, '|'))),
        min(t.days) FILTER (WHERE t.kinds = ''), 0)
    FROM reference_dutyterm t WHERE t.about = 'waiting_period' AND t.valid_to IS NULL
$$;
