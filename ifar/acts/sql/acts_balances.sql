-- Double entry adds up: asked at the end of the transaction of all lines with the same parent. The argument of the trigger is the column that names it.
-- By its own hand: the lines of one movement are rows that come one by one, and stay: only at the end it shows whether they add up to nothing.
CREATE OR REPLACE FUNCTION acts_balances() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    parent CONSTANT text := to_jsonb(NEW) ->> TG_ARGV[0];
    total numeric;
BEGIN
    EXECUTE format('SELECT sum(p.amount) FROM %I p WHERE p.%I = $1', TG_TABLE_NAME, TG_ARGV[0]) INTO total USING parent;
    IF total <> 0 THEN
        RAISE EXCEPTION 'ifar: the lines of % do not add up to zero', parent USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
