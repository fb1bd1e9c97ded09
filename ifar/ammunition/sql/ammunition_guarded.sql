-- Whether some of the lots is suspended, or one from which it came, or was seized: what two people write off.
CREATE OR REPLACE FUNCTION ammunition_guarded(lots text[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM ammunition_lot l WHERE l.state = 'suspended' AND l.public_id IN (SELECT ammunition_sources(lots)))
        OR EXISTS (SELECT FROM ammunition_posting p WHERE p.account = 'seized' AND p.lot IN (SELECT ammunition_sources(lots)) GROUP BY p.lot HAVING sum(p.amount) < 0)
$$;
