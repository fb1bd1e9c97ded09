CREATE OR REPLACE FUNCTION registry_is_first_stock(legal text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT legal IN ('in_manufacture', 'proof_passed', 'lawful', 'blocked', 'export_licensed', 'temporary_export')
$$;
