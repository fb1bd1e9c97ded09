-- The accounts of whoever has an arm in charge: is in charge of an armoury in which it was placed last, or received that from another armourer last.
CREATE OR REPLACE FUNCTION stocks_in_charge(arm text) RETURNS SETOF text LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH RECURSIVE above AS (
        SELECT (SELECT p.changes ->> 'place' FROM placement_event p WHERE p.record_type = 'placement' AND p.subject = arm AND p.changes ->> 'place' <> ''
                ORDER BY p.n DESC LIMIT 1) AS place
        UNION SELECT p.inside FROM placement_place p JOIN above a ON p.public_id = a.place
    ) SELECT s.charge FROM stocks_armoury s WHERE s.public_id IN (SELECT place FROM above)
    UNION SELECT stocks_on_duty(s.public_id) FROM stocks_armoury s WHERE s.public_id IN (SELECT place FROM above)
$$;
