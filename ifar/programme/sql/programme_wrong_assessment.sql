-- A State's law against the Firearms Protocol: answers of this article alone, of a year that has begun.
-- By its own hand: answers are JSON, of which no column and no guard says that they belong to this article.
CREATE OR REPLACE FUNCTION programme_wrong_assessment(is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN (is_now ->> 'year')::integer > extract(year FROM written.recorded_at AT TIME ZONE 'UTC') THEN 'the year is still to come'
        WHEN EXISTS (SELECT FROM jsonb_each(is_now -> 'answers') a
                     WHERE NOT (a.key = is_now ->> 'article' OR starts_with(a.key, (is_now ->> 'article') || '.'))
                        OR a.value ->> 'standing' IS NULL OR NOT a.value ->> 'standing' = ANY (ARRAY['in_force', 'partial', 'absent']))
            THEN 'an answer is none of this article' END
$$;
