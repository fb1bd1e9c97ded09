-- The arms that lie in the armouries of a marking campaign and lack its mark.
CREATE OR REPLACE FUNCTION stocks_unmarked(campaign jsonb) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH RECURSIVE below AS (
        SELECT s AS place FROM jsonb_array_elements_text(campaign -> 'stores') s UNION SELECT p.public_id FROM placement_place p JOIN below b ON p.inside = b.place
    ) SELECT f.public_id FROM placement_placement p JOIN registry_firearm f ON f.public_id = p.public_id
      WHERE p.place IN (SELECT place FROM below) AND p.state = 'placed' AND p.under = f.custody_event AND f.item = 'firearm' AND f.merged_into = ''
        AND f.state = 'in_stock_state' AND f.custodian = (SELECT a.public_id FROM accounts_agency a WHERE a.id = (campaign ->> 'agency_id')::bigint)
        AND NOT EXISTS (SELECT FROM registry_mark m WHERE m.firearm_id = f.id AND m.kind = campaign ->> 'mark' AND m.text_status = 'known' AND NOT m.retired)
$$;
