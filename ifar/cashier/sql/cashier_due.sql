-- The rule that says what an act costs, as `cashier/fees.py` finds it: of those that speak on the day the most exact, then the youngest.
CREATE OR REPLACE FUNCTION cashier_due(of_act text, licence_kind text, holder_kind text, day date) RETURNS reference_feerule
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT f FROM reference_feerule f
    WHERE f.act = of_act AND (f.kinds = '' OR licence_kind = ANY (string_to_array(f.kinds, '|')))
      AND (f.holders = '' OR holder_kind = ANY (string_to_array(f.holders, '|')))
      AND (f.valid_from IS NULL OR f.valid_from <= day) AND (f.valid_to IS NULL OR f.valid_to >= day)
    ORDER BY f.kinds <> '' DESC, f.holders <> '' DESC, coalesce(f.valid_from, '-infinity') DESC, f.code COLLATE "C" DESC LIMIT 1
$$;
