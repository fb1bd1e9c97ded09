-- What stands in an armoury of a unit: how many arms lie in it, how many are out by how many issues, which of those nobody confirmed, how many rounds of each lot lie there.
CREATE OR REPLACE FUNCTION stocks_standing(armoury text, unit text) RETURNS jsonb LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH RECURSIVE below AS (
        SELECT armoury AS place UNION SELECT p.public_id FROM placement_place p JOIN below b ON p.inside = b.place
    ), issued AS (
        SELECT i.public_id, i.signed, jsonb_array_length(i.arms) - jsonb_array_length(i.back) AS arms FROM stocks_issue i
        WHERE i.armoury = stocks_standing.armoury AND i.state = 'out'
    ), lying AS (
        SELECT b.lot, sum(b.quantity)::bigint AS quantity FROM ammunition_balance b JOIN below p ON p.place = b.holder
        WHERE b.account = 'held' AND b.quantity > 0 GROUP BY b.lot
    )
    SELECT jsonb_build_object(
        'in', (SELECT count(*) FROM placement_placement p JOIN below b ON b.place = p.place JOIN registry_firearm f ON f.public_id = p.public_id
               WHERE p.state = 'placed' AND p.under = f.custody_event AND f.custodian = unit AND f.merged_into = ''),
        'out', (SELECT coalesce(sum(i.arms), 0) FROM issued i), 'issues', (SELECT count(*) FROM issued),
        'unsigned', (SELECT coalesce(jsonb_agg(i.public_id ORDER BY i.public_id), '[]') FROM issued i WHERE i.signed = ''),
        'rounds', (SELECT coalesce(jsonb_agg(jsonb_build_object('lot', l.lot, 'quantity', l.quantity) ORDER BY l.lot), '[]') FROM lying l));
$$;
