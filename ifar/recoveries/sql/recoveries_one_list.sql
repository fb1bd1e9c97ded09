CREATE OR REPLACE FUNCTION recoveries_one_list() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM recoveries_batch own, jsonb_to_recordset(own.lines) AS l(exhibit text), recoveries_batch b,
                           jsonb_to_recordset(b.lines) AS o(exhibit text)
               WHERE own.public_id = NEW.subject AND b.public_id <> own.public_id AND b.state IN ('draft', 'sealed') AND o.exhibit = l.exhibit) THEN
        RAISE EXCEPTION 'ifar: something on its list stands on another open list' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
