-- Whether a firearm or part of the register is what a line of goods says: its type or one above it, and calibre, make and model where the line names them.
CREATE OR REPLACE FUNCTION trade_fits(f registry_firearm, line jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    WITH RECURSIVE kinds (code) AS (
        SELECT CASE f.item WHEN 'part' THEN f.part_kind::text ELSE f.type::text END
        UNION SELECT t.parent::text FROM kinds k JOIN reference_firearmtype t ON t.code = k.code WHERE t.parent <> ''
    ), said AS (
        SELECT trade_plain(line ->> 'calibre') AS calibre, trade_plain(line ->> 'make') AS make, trade_plain(line ->> 'model') AS model
    )
    SELECT EXISTS (SELECT FROM kinds WHERE code = line ->> 'type') AND coalesce(
        (s.calibre = '' OR s.calibre IN (trade_plain(f.calibre), trade_plain(f.calibre_raw)))
        AND (s.make = '' OR s.make IN (trade_plain(f.make), trade_plain(f.make_raw))
             OR EXISTS (SELECT FROM reference_make m WHERE m.code = f.make AND trade_plain(m.name) = s.make))
        AND (s.model = '' OR s.model IN (trade_plain(split_part(f.model, '/', 2)), trade_plain(f.model), trade_plain(f.model_raw))), false)
    FROM said s
$$;
