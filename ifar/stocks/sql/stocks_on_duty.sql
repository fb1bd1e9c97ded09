-- The account of whoever is on duty in an armoury: who received it from another armourer last; where nobody did, its officer in charge.
CREATE OR REPLACE FUNCTION stocks_on_duty(armoury text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT h.arriving FROM stocks_handover h WHERE h.armoury = stocks_on_duty.armoury AND h.state IN ('agreed', 'differs') ORDER BY h.id DESC LIMIT 1),
        (SELECT s.charge FROM stocks_armoury s WHERE s.public_id = stocks_on_duty.armoury));
$$;
