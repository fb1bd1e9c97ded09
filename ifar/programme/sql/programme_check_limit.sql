CREATE OR REPLACE FUNCTION programme_check_limit(e programme_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN NOT accounts_holds(written.actor, CASE e.kind WHEN 'proposed' THEN ARRAY['programme_manager']
                                                       ELSE ARRAY['programme_manager', 'fund_officer'] END) THEN 'it is not theirs to set'
        WHEN coalesce((is_now ->> 'asked')::numeric, 0) <= 0 THEN 'it is no amount'
        WHEN e.kind <> 'set' AND btrim(coalesce(e.details ->> 'reason', '')) = '' THEN 'it says no reason'
        WHEN e.n = 1 AND EXISTS (SELECT FROM programme_limit) THEN 'there is one already'
        WHEN e.kind = 'set' AND (is_now ->> 'amount')::numeric IS DISTINCT FROM (is_now ->> 'asked')::numeric THEN 'another amount was proposed'
        WHEN e.kind = 'set' AND (SELECT l.actor FROM programme_event p JOIN ledger_entry l ON l.entry = p.id
            WHERE p.noun = 'limit' AND p.subject = e.subject AND p.n = e.n - 1) = ANY (accounts_people(written)) THEN 'another person sets it' END
$$;
