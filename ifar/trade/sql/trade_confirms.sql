-- Whether the life of a firearm says that its delivery is confirmed by what this observation read, and no other one that stands read its number there too.
CREATE OR REPLACE FUNCTION trade_confirms(observation bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH proves AS (
        SELECT o.id, i.id AS item FROM trade_observation w JOIN trade_observation o ON o.consignment_id = w.consignment_id
        JOIN trade_item i ON i.consignment_id = w.consignment_id AND i.state = 'packed' AND i.firearm <> ''
        JOIN trade_consignment k ON k.id = w.consignment_id JOIN trade_authorisation a ON a.id = k.authorisation_id
        WHERE w.id = observation AND o.country IN ('', coalesce(a.destinations ->> k.consignee, a.into_state)) AND o.state = 'recorded' AND o.leg = 'receipt' AND o.degree = 'serial_read' AND NOT o.other_recipient
          AND o.by IN ('own', 'customs_abroad', 'authority_abroad')
          AND EXISTS (SELECT FROM unnest(o.serials) s WHERE translate(trade_plain(s), 'OI', '01') IN (
              translate(trade_plain(i.serial), 'OI', '01'), translate(trade_plain(i.firearm), 'OI', '01')))
    )
    SELECT EXISTS (
        SELECT FROM proves p JOIN trade_item i ON i.id = p.item JOIN trade_consignment c ON c.id = i.consignment_id
        JOIN registry_firearm f ON f.public_id = i.firearm JOIN registry_event v ON v.firearm_id = f.id AND v.kind = 'delivery_confirmed' AND v.paper = c.public_id
        WHERE p.id = observation AND NOT EXISTS (SELECT FROM proves o WHERE o.item = p.item AND o.id <> observation)
          AND NOT EXISTS (SELECT FROM registry_event x WHERE x.firearm_id = f.id AND x.n = v.n + 1 AND x.kind = 'annulled'))
$$;
