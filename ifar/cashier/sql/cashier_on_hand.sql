-- The numbers of one series that an office should have in its safe: delivered there, neither given out nor written off.
CREATE OR REPLACE FUNCTION cashier_on_hand(office bigint, series text) RETURNS int8multirange
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT range_agg(int8range(d.first, d.last, '[]')) FROM cashier_delivery d WHERE d.agency_id = office AND d.prefix = series),
                    '{}'::int8multirange)
         - coalesce((SELECT range_agg(int8range(c.number, c.number, '[]')) FROM cashier_card c JOIN cashier_delivery d ON d.public_id = c.delivery
                     WHERE d.agency_id = office AND c.prefix = series), '{}'::int8multirange)
$$;
