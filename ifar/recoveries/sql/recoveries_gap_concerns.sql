-- Who had an exhibit in hand at a gap of its chain: whose act shows it, whose act came before, and who had it until then.
CREATE OR REPLACE FUNCTION recoveries_gap_concerns(chain text, gap integer, who text[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM recoveries_custodyevent g JOIN ledger_entry l ON l.entry = g.id
        WHERE g.subject = chain AND l.actor = ANY (who) AND g.n IN (
            gap,
            (SELECT max(n) FROM recoveries_custodyevent WHERE subject = chain AND n < gap AND kind <> 'explained'),
            (SELECT max(n) FROM recoveries_custodyevent WHERE subject = chain AND n < gap
                                                        AND kind IN ('taken_in', 'received', 'moved', 'refound'))))
$$;
