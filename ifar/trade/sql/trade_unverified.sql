-- An earlier delivery to a consignee that is not confirmed in time and that nobody decided to pass over (Protocol art. 10(4)), or what left and of which
-- no delivery is on record; null where there is none. The same consignee is the same record, or another one in that State with its number there or its name.
-- What was expected of a consignment was sent to the consignee of that one, whomever else its authorisation names.
CREATE OR REPLACE FUNCTION trade_unverified(to_whom text, on_day date) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH same AS (
        SELECT t.public_id FROM trade_party o
        JOIN trade_party t ON t.id = o.id OR t.country = o.country AND (
            trade_plain(t.number) = trade_plain(o.number) AND trade_plain(t.number) <> '' OR lower(btrim(t.who ->> 'name')) = lower(btrim(o.who ->> 'name')))
        WHERE o.public_id = to_whom
    ), sent AS (
        SELECT a.id, s.public_id AS whom FROM same s JOIN trade_authorisation a ON a.consignee = s.public_id AND a.kind = 'export'
        UNION SELECT a.id, s.public_id FROM same s JOIN trade_authorisation a ON a.further ? s.public_id AND a.kind = 'export'
    )
    SELECT d.public_id FROM trade_delivery d JOIN sent s ON s.id = d.authorisation_id
    WHERE NOT d.released AND d.due_on < on_day AND NOT (d.state = 'confirmed' AND trade_covers(d.received, d.goods))
      AND NOT EXISTS (SELECT FROM trade_consignment c WHERE c.public_id = d.consignment AND c.consignee <> s.whom)
    UNION ALL
    SELECT c.public_id FROM trade_consignment c JOIN sent s ON s.id = c.authorisation_id AND s.whom = c.consignee
    WHERE c.left_on + trade_proof_days(c.authorisation_id, c.consignee, c.left_on) < on_day AND NOT EXISTS (SELECT FROM trade_delivery d WHERE d.consignment = c.public_id)
    LIMIT 1
$$;
