CREATE OR REPLACE FUNCTION registry_is_in_a_book(legal text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT registry_is_first_stock(legal) OR legal IN ('temporary_import', 'transit', 'in_estate', 'possession_revoked', 'ended')
$$;
