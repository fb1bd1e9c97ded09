-- Who said yes to a proposal, and whose stand-in did: none of them may be whom the other side of the act keeps apart from it. Whoever
-- writes the act's entry is not always one of them.
CREATE OR REPLACE FUNCTION accounts_answered(asked text) RETURNS text[]
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(one), '{}') FROM accounts_decision d CROSS JOIN LATERAL unnest(ARRAY[d.decider::text, d.standing_in_for::text]) AS one
    WHERE d.proposal_id = asked AND d.verdict = 'approve' AND one <> ''
$$;
