-- Whether one of some arms does not lie in an armoury of a unit, or is nothing of its stock.
CREATE OR REPLACE FUNCTION stocks_elsewhere(armoury text, unit text, arms jsonb) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH RECURSIVE below AS (
        SELECT armoury AS place UNION SELECT p.public_id FROM placement_place p JOIN below b ON p.inside = b.place
    ) SELECT EXISTS (SELECT FROM jsonb_array_elements_text(arms) a LEFT JOIN registry_firearm f ON f.public_id = a
                     LEFT JOIN placement_placement p ON p.public_id = f.public_id AND p.under = f.custody_event
                     WHERE (f.custodian = unit AND f.state = 'in_stock_state' AND p.place IN (SELECT place FROM below)) IS NOT TRUE)
$$;
