-- The compartment of what an office of a kind keeps (`rights.AGENCY_COMPARTMENT`).
CREATE OR REPLACE FUNCTION tracing_compartment(kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN kind IN ('police', 'forensic_laboratory') THEN 'police' WHEN kind = 'military' THEN 'defence'
                WHEN kind = 'court' THEN 'courts' ELSE 'civilian' END
$$;
