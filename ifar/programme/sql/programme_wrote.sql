-- Whether somebody wrote a value since it was last approved: nobody approves what they wrote.
CREATE OR REPLACE FUNCTION programme_wrote(who text[], of text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
        WHERE e.noun = 'value' AND e.subject = of AND l.actor = ANY (who) AND e.kind IN ('drafted', 'reported', 'computed', 'changed', 'submitted')
          AND e.n > coalesce((SELECT max(a.n) FROM programme_event a WHERE a.noun = 'value' AND a.subject = of AND a.kind = 'approved'), 0))
$$;
