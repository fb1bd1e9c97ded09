-- What no guard can say of an act on the handover of an armoury: null, or why it may not be.
-- By its own hand: arms, their places and rounds are other apps', who is on duty another handover says, and what is issued while somebody hands over is seen by neither.
CREATE OR REPLACE FUNCTION stocks_handover_check(e acts_event, is_now jsonb, written ledger_entry) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    office CONSTANT bigint := (is_now ->> 'agency_id')::bigint;
    unit CONSTANT text := (SELECT o.public_id FROM accounts_agency o WHERE o.id = office);
BEGIN
    IF e.kind IN ('begun', 'ordered') THEN
        RETURN CASE WHEN is_now ->> 'leaving' IS DISTINCT FROM stocks_on_duty(is_now ->> 'armoury') THEN 'somebody else is on duty'
            WHEN CASE e.kind WHEN 'begun' THEN is_now ->> 'office' <> unit
                ELSE NOT EXISTS (SELECT FROM accounts_agency o WHERE o.public_id = is_now ->> 'office' AND o.id IN (SELECT stocks_above(office))
                                 AND (o.id <> office OR o.parent_id IS NULL)) END THEN 'the office above the unit orders it'
            WHEN is_now ->> 'arriving' = is_now ->> 'leaving' THEN 'nobody hands over to themselves'
            WHEN (is_now ->> 'due_at')::timestamptz > written.recorded_at + interval '4 hours 1 minute' THEN 'it is due too late'
            WHEN is_now -> 'left' <> stocks_standing(is_now ->> 'armoury', unit) THEN 'something moved in the armoury' END;
    ELSIF e.kind IN ('agreed', 'differed') THEN
        RETURN CASE WHEN is_now -> 'stands' <> stocks_standing(is_now ->> 'armoury', unit) THEN 'something moved in the armoury'
            WHEN jsonb_typeof(is_now -> 'counted' -> 'in') <> 'number' OR EXISTS (
                SELECT FROM jsonb_array_elements(is_now -> 'counted' -> 'rounds') r WHERE r ->> 'quantity' !~ '^[1-9][0-9]{0,8}$') THEN 'it says nothing that can be counted'
            WHEN is_now -> 'differences' <> (SELECT coalesce(jsonb_agg(jsonb_build_object('of', d.of, 'should', d.should, 'was', d.was) ORDER BY d.of <> 'arms', d.of COLLATE "C"), '[]') FROM (
                SELECT t.of, sum(t.should) AS should, sum(t.was) AS was FROM (
                    SELECT 'arms' AS of, (is_now -> 'stands' ->> 'in')::bigint AS should, (is_now -> 'counted' ->> 'in')::bigint AS was
                    UNION ALL SELECT r ->> 'lot', (r ->> 'quantity')::bigint, 0 FROM jsonb_array_elements(is_now -> 'stands' -> 'rounds') r
                    UNION ALL SELECT r ->> 'lot', 0, (r ->> 'quantity')::bigint FROM jsonb_array_elements(is_now -> 'counted' -> 'rounds') r) t
                GROUP BY t.of HAVING sum(t.should) <> sum(t.was)) d)
                OR (e.kind = 'agreed') <> (is_now -> 'differences' = '[]') THEN 'its differences are not those of what was counted' END;
    END IF;
    RETURN NULL;
END $$;
